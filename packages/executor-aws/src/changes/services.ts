import type { OwnAwsSession } from '../clients/aws-session.ts';
import type { AccountChoice } from '../places/account-list.ts';

/** What changes share with the provider's other actions. */
export interface ChangeServices {
  readonly session: OwnAwsSession;
  readonly accounts: AccountChoice;
  /** Null = all enabled ones. */
  readonly regions: readonly string[] | null;
  /** Null = the shipped list prices. */
  readonly priceFile: string | null;
}
