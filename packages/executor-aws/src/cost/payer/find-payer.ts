import type { Evidence, Json, UnknownReason } from '@cloudops/spec';
import { readIdentity } from '../../actions/identity.ts';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { toReason } from '../../clients/failure.ts';
import type { AwsCallContext } from '../../clients/session.ts';
import { type AccountChoice, listAccounts, selectAccounts } from '../../places/account-list.ts';
import { printable } from '../../text/printable.ts';
import { fieldOf } from '../explorer/cost-table.ts';
import type { Payer } from './payer.ts';

/** What {@link findPayer} looks through. */
export interface PayerOptions {
  readonly session: OwnAwsSession;
  readonly accounts: AccountChoice;
}

interface Search extends PayerOptions {
  readonly caller: string;
  readonly context: AwsCallContext;
}

type Parts = Pick<Payer, 'account' | 'kind'> & Partial<Payer>;

/**
 * Finds the account to ask about cost: the one that is named, else the one that pays for the caller's organization.
 * Where that one cannot be asked or told, the caller stands in and the evidence is unknown, since it sees its own cost only.
 * @param wanted twelve digits or configured names; null for the whole bill.
 */
export async function findPayer(
  options: PayerOptions,
  wanted: readonly string[] | null,
  context: AwsCallContext,
): Promise<Evidence<Payer>> {
  const identity = await readIdentity(options.session, context);
  if (identity.status !== 'present') return nobody(options, identity.reason ?? unknownCaller);
  const search: Search = { ...options, caller: identity.output.account, context };
  return wanted === null ? findManagement(search) : findNamed(search, wanted);
}

const unknownCaller: UnknownReason = { kind: 'failed', message: 'AWS did not say whose credentials these are' };

function payer({ session }: PayerOptions, { account, kind, management = null, only = null }: Parts): Payer {
  const places = account === null ? [] : [{ account, region: session.homeRegion }];
  return { account, kind, management, only, places };
}

function nobody(options: PayerOptions, reason: UnknownReason): Evidence<Payer> {
  return { status: 'unknown', reason, output: payer(options, { account: null, kind: 'unclear' }) };
}

/** The account that pays for the caller's: itself in no organization. Only its id is kept of what AWS says. */
async function askOrganization({
  session,
  caller,
  context,
}: Search): Promise<{ readonly management: string | null } | UnknownReason> {
  const place = { account: caller, region: session.homeRegion };
  const answer = await session.send({ service: 'organizations', operation: 'DescribeOrganization', ...place }, context);
  if (answer instanceof Error) {
    return fieldOf(answer.cause, 'name') === 'AWSOrganizationsNotInUseException'
      ? { management: null }
      : toReason(answer);
  }
  const id = fieldOf(fieldOf(answer as Json, 'Organization'), 'MasterAccountId');
  if (typeof id === 'string' && /^\d{12}$/.test(id)) return { management: id };
  return { kind: 'invalid', message: 'DescribeOrganization named no management account' };
}

function canAsk({ accounts, caller }: Search, account: string): boolean {
  if (account === caller || accounts === 'organization') return true;
  return accounts !== 'caller' && accounts.some((option) => option.account === account);
}

async function findManagement(search: Search): Promise<Evidence<Payer>> {
  const { caller } = search;
  const found = await askOrganization(search);
  if ('kind' in found) {
    const message = `whether another account pays for ${caller}, or it for others, could not be told: ${found.message}`;
    const reason = { ...found, message: `${message}; its own bill was read` };
    return { status: 'unknown', reason, output: payer(search, { account: caller, kind: 'unclear' }) };
  }
  const { management } = found;
  if (management === null) return { status: 'present', output: payer(search, { account: caller, kind: 'standalone' }) };
  if (canAsk(search, management)) {
    return { status: 'present', output: payer(search, { account: management, kind: 'management', management }) };
  }
  const message = `${management} pays for the organization and is not configured: only the cost of ${caller} was read`;
  return {
    status: 'unknown',
    reason: { kind: 'unavailable', message, needs: `${management} among the configured accounts` },
    output: payer(search, { account: caller, kind: 'member', management }),
  };
}

/** Named accounts, each of which is known or at least written in digits. */
async function idsOf(
  { session, accounts, caller, context }: Search,
  wanted: readonly string[],
): Promise<{ readonly ids: readonly string[]; readonly unlisted: UnknownReason | null } | UnknownReason> {
  const known = await listAccounts(session, accounts, caller, context);
  const ids: string[] = [];
  let unlisted: UnknownReason | null = null;
  for (const name of wanted) {
    const { selected, missing } = selectAccounts(known.accounts, [name]);
    if (selected.length > 1) {
      const message = `several accounts are named ${printable(name, 60)}`;
      return { kind: 'invalid', message, needs: 'its twelve digits' };
    }
    const [found] = selected;
    const why = known.reason ?? missing[0]?.reason ?? unknownCaller;
    if (found === undefined && !/^\d{12}$/.test(name)) return why;
    if (found === undefined) unlisted ??= why;
    ids.push(found?.account ?? name);
  }
  return { ids: [...new Set(ids)].sort(), unlisted };
}

/**
 * A named account answers for itself where it is configured; else, and for several, the management account tells of
 * them.
 */
async function findNamed(search: Search, wanted: readonly string[]): Promise<Evidence<Payer>> {
  const named = await idsOf(search, wanted);
  if ('kind' in named) return nobody(search, named);
  const { ids, unlisted } = named;
  const [first = '', second] = ids;
  if (second === undefined && unlisted === null) {
    return { status: 'present', output: payer(search, { account: first, kind: 'named', only: first }) };
  }
  const found = await askOrganization(search);
  const management = 'kind' in found ? null : found.management;
  if (management === null || !canAsk(search, management)) return nobody(search, unlisted ?? severalAlone);
  const only = ids.join(',');
  return { status: 'present', output: payer(search, { account: management, kind: 'management', management, only }) };
}

const severalAlone: UnknownReason = {
  kind: 'unavailable',
  message: 'several accounts are told of together only by the account that pays for all, which cannot be asked',
  needs: 'the account that pays among the configured accounts, or one account at a time',
};
