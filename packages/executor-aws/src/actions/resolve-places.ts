import { type Action, type ActionContext, defineAction, type Evidence, type UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import type { OwnAwsSession } from '../clients/aws-session.ts';
import { type AccountChoice, type KnownAccount, listAccounts, selectAccounts } from '../places/account-list.ts';
import type { AccountState, PlaceGap, Places } from '../places/places.ts';
import { listRegions } from '../places/region-list.ts';
import { compareText } from '../text/compare-text.ts';
import { readIdentity } from './identity.ts';

/** Input of `aws.resolve-places`. Names may be several, separated by commas. */
export interface ResolvePlacesInput {
  /** Twelve digits or a configured name; null = all that are configured. */
  readonly account: readonly string[] | null;
  /** Null = those of the configuration, else all that are enabled. */
  readonly region: readonly string[] | null;
}

/** What {@link createResolvePlacesAction} needs. */
export interface ResolvePlacesOptions {
  readonly session: OwnAwsSession;
  readonly accounts: AccountChoice;
  /** Null = all enabled ones. */
  readonly regions: readonly string[] | null;
}

const names = z
  .string()
  .max(2000)
  .nullish()
  .transform((text) => {
    const parts = (text ?? '').split(',').map((part) => part.trim());
    const given = [...new Set(parts.filter((part) => part !== ''))].sort(compareText);
    return given.length === 0 ? null : given;
  });

const input = z.strictObject({ account: names, region: names }) as unknown as z.ZodType<ResolvePlacesInput>;

const reason: z.ZodType<UnknownReason> = z.unknown() as unknown as z.ZodType<UnknownReason>;
const place = z.strictObject({ account: z.string(), region: z.string() });
const output: z.ZodType<Places> = z.strictObject({
  accounts: z.array(
    z.strictObject({
      account: z.string(),
      name: z.string(),
      status: z.enum(['present', 'unknown']),
      reason: reason.exactOptional(),
    }),
  ),
  regional: z.array(place),
  global: z.array(place),
  gaps: z.array(z.strictObject({ account: z.string(), region: z.string().nullable(), reason })),
});

interface Resolved {
  readonly state: AccountState;
  readonly regions: readonly string[];
  readonly gaps: readonly PlaceGap[];
}

async function resolveAccount(
  { session, regions }: ResolvePlacesOptions,
  { account, name }: KnownAccount,
  { wanted, context }: { readonly wanted: readonly string[] | null; readonly context: ActionContext },
): Promise<Resolved> {
  const found = await listRegions(session, account, wanted ?? regions, context);
  const gaps = found.gaps.map((gap) => ({ account, ...gap }));
  const whole = found.gaps.find((gap) => gap.region === null);
  const state: AccountState =
    whole === undefined
      ? { account, name, status: 'present' }
      : { account, name, status: 'unknown', reason: whole.reason };
  return { state, regions: found.regions, gaps };
}

function toEvidence(places: Places): Evidence<Places> {
  const [first] = places.gaps;
  if (first === undefined) return { status: 'present', output: places };
  const where = first.region === null ? first.account : `${first.region} of ${first.account}`;
  const more = places.gaps.length === 1 ? '' : ` and ${places.gaps.length - 1} more`;
  return {
    status: 'unknown',
    reason: { ...first.reason, message: `${where}${more}: ${first.reason.message}` },
    output: places,
  };
}

async function resolvePlaces(
  options: ResolvePlacesOptions,
  request: ResolvePlacesInput,
  context: ActionContext,
): Promise<Evidence<Places>> {
  const { session } = options;
  const identity = await readIdentity(session, context);
  if (identity.status !== 'present')
    return { status: 'unknown', reason: identity.reason ?? unknownCaller, output: nowhere };
  const caller = identity.output.account;
  const { accounts, reason: unlisted } = await listAccounts(session, options.accounts, caller, context);
  const { selected, missing } = selectAccounts(accounts, request.account);
  const resolved = await Promise.all(
    selected.map((account) => resolveAccount(options, account, { wanted: request.region, context })),
  );
  const sorted = resolved.toSorted((left, right) => compareText(left.state.account, right.state.account));
  const whole = unlisted === null ? [] : [{ account: caller, region: null, reason: unlisted }];
  return toEvidence({
    accounts: sorted.map(({ state }) => state),
    regional: sorted.flatMap(({ state: { account }, regions }) => regions.map((region) => ({ account, region }))),
    global: sorted
      .filter(({ state }) => state.status === 'present')
      .map(({ state: { account } }) => ({ account, region: session.homeRegion })),
    gaps: [
      ...whole,
      ...missing.map(({ name, reason: why }) => ({ account: name, region: null, reason: why })),
      ...sorted.flatMap(({ gaps }) => gaps),
    ],
  });
}

/** Later steps then have nowhere to look, instead of an output that lacks what they name. */
const nowhere: Places = { accounts: [], regional: [], global: [], gaps: [] };

const unknownCaller: UnknownReason = { kind: 'failed', message: 'AWS did not say whose credentials these are' };

/** `aws.resolve-places`: which accounts and regions to look at, and which of them cannot be. */
export function createResolvePlacesAction(options: ResolvePlacesOptions): Action {
  return defineAction<ResolvePlacesInput, Places>({
    name: 'resolve-places',
    description: 'Finds the accounts and regions to look at.',
    risk: 'read',
    input,
    output,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: () => [
      { verb: 'sts:GetCallerIdentity', resource: '*' },
      { verb: 'ec2:DescribeRegions', resource: '*' },
      ...(options.accounts === 'organization' ? [{ verb: 'organizations:ListAccounts', resource: '*' }] : []),
    ],
    doRun: (request, context) => resolvePlaces(options, request, context),
  });
}
