import { proofTiers } from '@cloudops/spec';
import { instanceOf } from '../../evidence/subject.ts';
import type { Joined } from './join.ts';
import { merge } from './merge.ts';

/**
 * Makes one cause of faults that tell the same: at one object, of a symptom that they share. The best proven one keeps
 * its words; the others' codes stand beside it, and what they explain hangs on it.
 */
export function foldFaults(joined: readonly Joined[]): readonly Joined[] {
  const faults = joined.filter(({ role, causeOf }) => role === 'fault' && causeOf.size > 0);
  const bySubject = Map.groupBy(faults, ({ subject }) => instanceOf(subject));
  const replaced = new Map<Joined, Joined | null>();
  for (const some of bySubject.values()) {
    if (some.length < 2) continue;
    for (const cluster of clustersOf(some.toSorted(byProof))) {
      const [best, ...others] = cluster;
      if (best === undefined || others.length === 0) continue;
      replaced.set(best, combine(best, others));
      for (const other of others) replaced.set(other, null);
    }
  }
  return joined.flatMap((one) => {
    const now = replaced.get(one);
    return now === undefined ? [one] : now === null ? [] : [now];
  });
}

function byProof(a: Joined, b: Joined): number {
  const tier = proofTiers.indexOf(a.tier) - proofTiers.indexOf(b.tier);
  return tier || b.causeOf.size - a.causeOf.size || (a.key < b.key ? -1 : 1);
}

/** Faults that share a symptom, the best proven first. */
function clustersOf(sorted: readonly Joined[]): readonly (readonly Joined[])[] {
  const clusters: Joined[][] = [];
  for (const fault of sorted) {
    const home = clusters.find((cluster) => cluster.some((other) => shareSymptom(other, fault)));
    if (home === undefined) clusters.push([fault]);
    else home.push(fault);
  }
  return clusters;
}

function shareSymptom(a: Joined, b: Joined): boolean {
  return [...a.causeOf].some((key) => b.causeOf.has(key));
}

function combine(best: Joined, others: readonly Joined[]): Joined {
  const all = merge([best, ...others]);
  const codes = new Set(others.map(({ code }) => code).filter((code) => code !== best.code));
  return {
    ...all,
    detail: best.detail,
    tier: best.tier,
    also: [...codes].sort(),
    discriminator: best.discriminator,
    key: best.key,
    causeOf: new Set([best, ...others].flatMap(({ causeOf }) => [...causeOf])),
  };
}
