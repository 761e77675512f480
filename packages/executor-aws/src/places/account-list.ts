import type { Evidence, Json, UnknownReason } from '@cloudops/spec';
import type { OwnAwsSession } from '../clients/aws-session.ts';
import type { AwsCallContext } from '../clients/session.ts';
import type { AccountOption } from '../credentials/credential-store.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';

/** One account to look at. */
export interface KnownAccount {
  readonly account: string;
  readonly name: string;
}

/** The accounts that a provider looks at: the caller's own, every one of the organization, or a list. */
export type AccountChoice = 'caller' | 'organization' | readonly AccountOption[];

function textOf(item: Json, name: string): string {
  const value = typeof item === 'object' && item !== null && name in item ? Reflect.get(item, name) : '';
  return typeof value === 'string' ? value : '';
}

async function organizationAccounts(
  session: OwnAwsSession,
  caller: string,
  context: AwsCallContext,
): Promise<Evidence<readonly KnownAccount[]>> {
  const listing = await session.list(
    {
      ...{ service: 'organizations', operation: 'ListAccounts', account: caller, region: session.homeRegion },
      ...{ items: 'Accounts', key: 'Id', fields: ['Id', 'Name', 'Status', 'State'] },
    },
    context,
  );
  const accounts = listing.items
    .filter((item) => [textOf(item, 'Status'), textOf(item, 'State')].includes('ACTIVE'))
    .map((item) => ({ account: textOf(item, 'Id'), name: printable(textOf(item, 'Name'), 100) }));
  if (listing.reason !== undefined) return { status: 'unknown', reason: listing.reason, output: accounts };
  return { status: 'present', output: accounts };
}

/** Lists the accounts that are configured. Where the organization cannot be read, the caller's own remains. */
export async function listAccounts(
  session: OwnAwsSession,
  choice: AccountChoice,
  caller: string,
  context: AwsCallContext,
): Promise<{ readonly accounts: readonly KnownAccount[]; readonly reason: UnknownReason | null }> {
  const own = { account: caller, name: '' };
  if (choice === 'caller') return { accounts: [own], reason: null };
  if (choice !== 'organization') {
    // What is listed twice would be read, counted and reported twice.
    const distinct = new Map(choice.toReversed().map(({ account, name = '' }) => [account, { account, name }]));
    return { accounts: [...distinct.values()].toReversed(), reason: null };
  }
  const { output = [], reason = null } = await organizationAccounts(session, caller, context);
  const isListed = output.some(({ account }) => account === caller);
  return { accounts: isListed ? output : [own, ...output], reason };
}

/** The accounts a question names, by id or name; what names none is told with what is near. */
export function selectAccounts(
  accounts: readonly KnownAccount[],
  wanted: readonly string[] | null,
): {
  readonly selected: readonly KnownAccount[];
  readonly missing: readonly { name: string; reason: UnknownReason }[];
} {
  if (wanted === null) return { selected: accounts, missing: [] };
  const fits = (name: string) => (entry: KnownAccount) =>
    entry.account === name || entry.name.toLowerCase() === name.toLowerCase();
  const names = accounts.flatMap(({ account, name }) => [account, name]).filter((name) => name !== '');
  const missing = wanted
    .filter((name) => !accounts.some(fits(name)))
    .map((name) => {
      const near = nearest(name, names);
      const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
      const message = `no configured account is ${printable(name, 60)}${hint}`;
      return { name, reason: { kind: 'not-found' as const, message, needs: 'the account in the configuration' } };
    });
  return { selected: accounts.filter((entry) => wanted.some((name) => fits(name)(entry))), missing };
}
