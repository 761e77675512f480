import type { IncomingHttpHeaders } from 'node:http';
import type { Ledger } from '../ledger/ledger.ts';
import { WireFault } from './fault.ts';

/** How Cost Explorer stands in an account. */
export type AccountState = 'enabled' | 'not-enabled' | 'no-data-yet';

/** The ledgers of a double, by payer. */
export interface LedgerBook {
  readonly ledgers: readonly Ledger[];
  readonly states: Readonly<Record<string, AccountState>>;
  /** Accounts by access key id, for keys that do not tell. */
  readonly keys: ReadonlyMap<string, string>;
}

/**
 * The account that a request comes from: moto's header, else what its access key was registered for, else twelve digits
 * within that key (`AKIA111122223333DEMO`), else the first ledger's payer.
 */
export function accountOf(headers: IncomingHttpHeaders, book: LedgerBook): string {
  const header = headers['x-moto-account-id'];
  if (typeof header === 'string' && /^\d{12}$/.test(header)) return header;
  const key = /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  return book.keys.get(key) ?? /\d{12}/.exec(key)?.[0] ?? book.ledgers[0]?.payer ?? '';
}

/**
 * What an account may see: a payer its whole ledger, a member its own lines.
 * @throws WireFault `AccessDeniedException` where Cost Explorer is not enabled, `DataUnavailableException` where it was
 * only just.
 */
export function ledgerOf(account: string, book: LedgerBook): Ledger {
  const state = book.states[account] ?? 'enabled';
  if (state === 'no-data-yet') {
    throw new WireFault(
      'DataUnavailableException',
      'Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet',
    );
  }
  const own = book.ledgers.find(({ payer }) => payer === account);
  const shared = book.ledgers.find(({ accounts }) => accounts.some(({ id }) => id === account));
  if (state === 'not-enabled' || (own ?? shared) === undefined) {
    throw new WireFault('AccessDeniedException', 'User not enabled for cost explorer access');
  }
  if (own !== undefined) return own;
  const { items, accounts, ...rest } = shared as Ledger;
  return {
    ...rest,
    accounts: accounts.filter(({ id }) => id === account),
    items: items.filter(({ key }) => key.account === account),
  };
}
