import type { EvidenceRef } from '@cloudops/spec';
import type { Place } from '../../listing/listing.ts';
import { textAt } from '../../value/read.ts';
import { cite, type Item } from '../model/item.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** Whether VPC Block Public Access stops traffic. */
export type BlockState =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly evidence: readonly EvidenceRef[] }
  | { readonly kind: 'unknown' };

/** A subnet with the account that its VPC belongs to. */
export interface BlockSubject extends Place {
  readonly vpcId: string;
  readonly subnetId: string;
  readonly isEgress: boolean;
}

/** Modes that stop traffic, and exclusions that let it pass all the same (VPC user guide, "Block public access"). */
const inbound = { modes: ['block-bidirectional', 'block-ingress'], exclusions: ['allow-bidirectional'] } as const;
const outbound = { modes: ['block-bidirectional'], exclusions: ['allow-bidirectional', 'allow-egress'] } as const;

function includes(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

/**
 * Reads steps `block_public_access` and, where handed over, `block_public_access_exclusions`. An endpoint that does
 * not know the operation has no such switch, so that nothing is blocked there.
 */
export function blockStateOf(snapshot: Snapshot, subject: BlockSubject): BlockState {
  const step = 'block_public_access';
  const options = snapshot.items(step).find((item) => isSamePlace(item, subject));
  if (options === undefined)
    return snapshot.isComplete(step, subject) || isUnserved(snapshot, step, subject)
      ? { kind: 'off' }
      : { kind: 'unknown' };
  const { modes } = subject.isEgress ? outbound : inbound;
  if (!includes(modes, textAt(options.raw, 'InternetGatewayBlockMode'))) return { kind: 'off' };
  return exclusionOf(snapshot, subject) ?? { kind: 'on', evidence: [cite(options, 'InternetGatewayBlockMode')] };
}

function isUnserved(snapshot: Snapshot, step: string, subject: Place): boolean {
  const gaps = snapshot.gaps(step).filter((gap) => isSamePlace(gap, subject) || gap.account === '');
  return gaps.length > 0 && gaps.every(({ reason }) => reason.kind === 'unavailable');
}

/** An exclusion lets a VPC or a subnet in again; null when there is none. */
function exclusionOf(snapshot: Snapshot, subject: BlockSubject): BlockState | null {
  const step = 'block_public_access_exclusions';
  if (snapshot.evidence(step).status === 'skipped') return null;
  const isLetIn = snapshot.items(step).some((item) => isSamePlace(item, subject) && isExclusion(item, subject));
  if (isLetIn) return { kind: 'off' };
  return snapshot.isComplete(step, subject) || isUnserved(snapshot, step, subject) ? null : { kind: 'unknown' };
}

function isExclusion({ raw }: Item, { vpcId, subnetId, isEgress }: BlockSubject): boolean {
  const arn = textAt(raw, 'ResourceArn');
  const state = textAt(raw, 'State');
  const isActive = state.endsWith('-complete') && !state.startsWith('delete') && !state.startsWith('disable');
  const isMeant =
    (vpcId !== '' && arn.endsWith(`:vpc/${vpcId}`)) || (subnetId !== '' && arn.endsWith(`:subnet/${subnetId}`));
  const { exclusions } = isEgress ? outbound : inbound;
  return isActive && isMeant && includes(exclusions, textAt(raw, 'InternetGatewayExclusionMode'));
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.account === other.account && one.region === other.region;
}
