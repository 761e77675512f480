import type { Place } from '../../listing/listing.ts';

/** Whom to ask about cost. AWS answers the account that pays for all, and any other one about itself only. */
export interface Payer {
  /** Twelve digits; null when nobody can be asked. */
  readonly account: string | null;
  /**
   * `management`: it pays for its organization. `standalone`: it is in none. `named`: the question named it. `member`:
   * another account pays, and cannot be asked. `unclear`: AWS did not say.
   */
  readonly kind: 'management' | 'standalone' | 'named' | 'member' | 'unclear';
  /** The account that pays for the organization, where AWS says so. */
  readonly management: string | null;
  /** Accounts that the question is about, by commas, out of all that the asked one sees; null for all of them. */
  readonly only: string | null;
  /** Where global services answer for the asked account; empty when nobody can be asked. */
  readonly places: readonly Place[];
}
