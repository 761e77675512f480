import type { Json, UnknownReason } from '@cloudops/spec';
import type { OwnAwsSession } from '../clients/aws-session.ts';
import type { AwsCallContext } from '../clients/session.ts';
import { compareText } from '../text/compare-text.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';
import { knownRegions, optInRegions } from './regions.ts';

/** The regions of one account to look at, and what could not be told or is not there. */
export interface AccountRegions {
  readonly regions: readonly string[];
  readonly gaps: readonly { readonly region: string | null; readonly reason: UnknownReason }[];
}

interface RegionState {
  readonly name: string;
  readonly isEnabled: boolean;
}

function stateOf(item: Json): RegionState {
  const { RegionName = '', OptInStatus = '' } = item as Readonly<Record<string, Json>>;
  return { name: String(RegionName), isEnabled: OptInStatus !== 'not-opted-in' };
}

function gapOf(name: string, states: readonly RegionState[]): UnknownReason | null {
  const state = states.find((region) => region.name === name);
  if (state?.isEnabled) return null;
  if (state !== undefined) {
    const message = `the region ${name} is not turned on for this account`;
    return { kind: 'unavailable', message, needs: `the region ${name} turned on, or left out` };
  }
  const near = nearest(
    name,
    states.map((region) => region.name),
  );
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
  const message = `AWS knows no region ${printable(name, 60)}${hint}`;
  return near[0] === undefined
    ? { kind: 'not-found', message }
    : { kind: 'not-found', message, needs: `the region ${near[0]}` };
}

/** Everybody may ask STS who they are: what fails at that fails at everything else in the account. */
async function takeUnchecked(
  session: OwnAwsSession,
  account: string,
  wanted: readonly string[],
  context: AwsCallContext,
): Promise<AccountRegions> {
  const { homeRegion } = session;
  const asked = { service: 'sts', operation: 'GetCallerIdentity', account, region: homeRegion };
  const { reason } = await session.call(asked, context);
  if (reason !== undefined) return { regions: [], gaps: [{ region: null, reason }] };
  return { regions: wanted.toSorted(compareText), gaps: [] };
}

/**
 * The regions to look at in one account: those asked for, checked against what AWS says, or all that are enabled. Where AWS
 * does not say, those asked for are taken as they are.
 */
export async function listRegions(
  session: OwnAwsSession,
  account: string,
  wanted: readonly string[] | null,
  context: AwsCallContext,
): Promise<AccountRegions> {
  // Organizations often forbid all but a few regions: one of those asked for is the likeliest to answer, unless it may be off.
  const mayAnswer = (name: string): boolean => knownRegions.includes(name) && !optInRegions.includes(name);
  const region = wanted?.find(mayAnswer) ?? session.homeRegion;
  const listing = await session.list(
    {
      ...{ service: 'ec2', operation: 'DescribeRegions', account, region },
      ...{ input: { AllRegions: true }, items: 'Regions', key: 'RegionName' },
    },
    context,
  );
  if (listing.reason !== undefined) {
    if (wanted === null) return { regions: [], gaps: [{ region: null, reason: listing.reason }] };
    return takeUnchecked(session, account, wanted, context);
  }
  const states = listing.items.map(stateOf).filter(({ name }) => name !== '');
  const names = wanted ?? states.filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
  const gaps = names.flatMap((name) => {
    const reason = gapOf(name, states);
    return reason === null ? [] : [{ region: name, reason }];
  });
  const missing = new Set(gaps.map((gap) => gap.region));
  return { regions: [...new Set(names)].filter((name) => !missing.has(name)).sort(compareText), gaps };
}
