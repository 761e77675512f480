import { type EvidenceRef, proofTiers, severities } from '@cloudops/spec';
import type { Draft } from '../draft.ts';

/** More citations than this say nothing more. */
const mostEvidence = 12;
const mostDetails = 3;

/** Makes one draft of several of the same code and subject. The first, in the order given, tells the story. */
export function merge(drafts: readonly Draft[]): Draft {
  const [first, ...others] = drafts as readonly [Draft, ...Draft[]];
  if (others.length === 0) return first;
  const details = [...new Set(drafts.map(({ detail }) => detail))];
  const more = details.length - mostDetails;
  return {
    ...first,
    tier: proofTiers.find((tier) => drafts.some((one) => one.tier === tier)) ?? first.tier,
    severity: severities.find((severity) => drafts.some((one) => one.severity === severity)) ?? first.severity,
    instances: [...new Set(drafts.flatMap(({ instances }) => instances))].sort(),
    detail: [...details.slice(0, mostDetails), ...(more > 0 ? [`And ${more} more like this.`] : [])].join(' '),
    evidence: unique(drafts.flatMap(({ evidence }) => evidence)).slice(0, mostEvidence),
    touchesUsers: drafts.some((one) => one.touchesUsers === true) ? true : first.touchesUsers,
    since: earliest(drafts),
    remediations: [
      ...new Map(drafts.flatMap(({ remediations }) => remediations).map((way) => [way.title, way])).values(),
    ],
    data: Object.assign({}, ...drafts.toReversed().map(({ data }) => data)),
  };
}

function unique(evidence: readonly EvidenceRef[]): readonly EvidenceRef[] {
  return [...new Map(evidence.map((one) => [`${one.step}${one.pointer}`, one])).values()];
}

function earliest(drafts: readonly Draft[]): string | null {
  return drafts.flatMap(({ since }) => since ?? []).sort()[0] ?? null;
}
