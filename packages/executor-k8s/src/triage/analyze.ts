import type { Analysis, RuledOut } from '@cloudops/spec';
import { compareText } from '../evidence/read.ts';
import { printable } from '../printable.ts';
import { withoutCovered } from './analyzers/audits/alert.ts';
import { figureGaps } from './analyzers/audits/figure-gaps.ts';
import { readGaps } from './gaps.ts';
import type { TriageInput } from './input.ts';
import { joinDrafts } from './join/join.ts';
import { keepAsked } from './join/keep.ts';
import { toFindings } from './join/to-findings.ts';
import { analyzers } from './registry.ts';
import { createSnapshot } from './snapshot/snapshot.ts';

/**
 * What is wrong, and which of it is the cause, from the evidence alone: pure, linear in the number of objects,
 * independent of their order.
 * @param target the cluster's name, for resources and ids.
 */
export function triage(input: TriageInput, target: string): Analysis {
  const snapshot = createSnapshot(input);
  const topics = input.topics ?? ['health'];
  const observations = analyzers.filter(({ topic }) => topics.includes(topic)).map((one) => one.inspect(snapshot));
  const joined = joinDrafts(withoutCovered(observations.flatMap(({ drafts }) => drafts)));
  const ruledOut = observations.flatMap(({ ruledOut: some = [] }) => some);
  const findings = toFindings(keepAsked(snapshot, input.focus, joined), target);
  const codes = new Set(findings.map(({ code }) => code));
  return {
    findings,
    ruled_out: ruledOut
      .map(({ code, why, evidence }) => ({ code, why: printable(why, 1000), evidence }))
      .sort(compareRuledOut),
    not_checked: [...readGaps(snapshot), ...figureGaps(snapshot, topics, codes)],
    figures: [],
  };
}

function compareRuledOut(a: RuledOut, b: RuledOut): number {
  return compareText(a.code, b.code) || compareText(a.why, b.why);
}
