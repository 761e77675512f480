import type { EvidenceRef } from '@cloudops/spec';
import type { Place } from '../../evidence/book.ts';
import { listAt, type PathPart, textAt } from '../../evidence/read.ts';
import { cores, median, times } from '../../evidence/words.ts';
import type { Cluster } from './cluster.ts';
import type { WorkloadEntry } from './workload.ts';

/** How a rise seen in Prometheus stands to a change. */
export interface Onset {
  readonly kind: 'before' | 'after';
  /** When use first passed the middle between before and after, milliseconds. */
  readonly at: number;
  readonly text: string;
  readonly evidence: readonly EvidenceRef[];
}

/** One point: milliseconds and cores. */
interface Point {
  readonly at: number;
  readonly value: number;
}

/** Fewer points than this on a side say nothing. */
const fewestPoints = 3;

/**
 * Compares a workload's use before and after a time, from the step `history`.
 * @returns null without history, or where it shows no rise of at least half.
 */
export function onsetOf(cluster: Cluster, workload: WorkloadEntry, change: number): Onset | null {
  const { points, evidence } = totalsOf(cluster, workload);
  const half = points.length >> 1;
  if (points.length < 2 * fewestPoints) return null;
  const low = median(points.slice(0, Math.max(fewestPoints, half >> 1)).map(({ value }) => value));
  const high = median(points.slice(-fewestPoints).map(({ value }) => value));
  if (high < 1.5 * low || high === 0) return null;
  const middle = (low + high) / 2;
  const last = points.findLastIndex(({ value }) => value < middle);
  const onset = points[last + 1];
  if (onset === undefined) return null;
  const step = (points[1]?.at ?? 0) - (points[0]?.at ?? 0);
  const kind = onset.at < change - step ? 'before' : 'after';
  return {
    kind,
    at: onset.at,
    text: `from ${cores(low)} to ${cores(high)} at ${new Date(onset.at).toISOString()}`,
    evidence,
  };
}

/** Sums the series of all pods, also former ones, that carry the workload's name. */
function totalsOf(
  cluster: Cluster,
  workload: WorkloadEntry,
): { points: readonly Point[]; evidence: readonly EvidenceRef[] } {
  const totals = new Map<number, number>();
  const names = new Set(workload.pods.map(({ name }) => name));
  const prefixes = workload.revisions.map(({ name }) => `${name}-`);
  const evidence: EvidenceRef[] = [];
  for (const [index, series] of listAt(cluster.book.evidence('history').output, 'series').entries()) {
    const pod = textAt(series, 'labels', 'pod');
    if (textAt(series, 'labels', 'namespace') !== workload.namespace) continue;
    if (!names.has(pod) && !prefixes.some((prefix) => pod.startsWith(prefix))) continue;
    for (const point of pointsOf(series)) totals.set(point.at, (totals.get(point.at) ?? 0) + point.value);
    if (evidence.length < 3) evidence.push(...cluster.book.citeAll([latestOf('history', series, index)]));
  }
  const points = [...totals].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
  return { points, evidence };
}

/** Where the value of the last point of a series stands. */
function latestOf(step: string, series: unknown, index: number): readonly [Place, ...PathPart[]] {
  return [{ step, path: ['series', index] }, 'values', listAt(series, 'values').length - 1, 1];
}

function pointsOf(series: unknown): readonly Point[] {
  return listAt(series, 'values').flatMap((pair) => {
    const [time, value] = Array.isArray(pair) ? pair : [];
    const at = typeof time === 'string' ? Date.parse(time) : Number(time) * 1000;
    const number = Number(value);
    return value !== null && Number.isFinite(at) && Number.isFinite(number) ? [{ at, value: number }] : [];
  });
}

/** A namespace's use now against the same hour of earlier days, from the step `usual`. */
export interface Usual {
  readonly now: number;
  readonly usual: number;
  readonly days: number;
  readonly text: string;
  readonly evidence: readonly EvidenceRef[];
}

const day = 86_400_000;

/** @returns null when fewer than three earlier days are there. */
export function usualOf(cluster: Cluster, namespace: string): Usual | null {
  const all = listAt(cluster.book.evidence('usual').output, 'series');
  const index = all.findIndex((series) => textAt(series, 'labels', 'namespace') === namespace);
  const points = [...pointsOf(all[index])].sort((a, b) => a.at - b.at);
  const latest = points.at(-1);
  if (latest === undefined) return null;
  const earlier = [1, 2, 3, 4, 5, 6, 7].flatMap((back) => {
    const wanted = latest.at - back * day;
    const nearest = points.find(({ at }) => Math.abs(at - wanted) <= 1_800_000);
    return nearest === undefined ? [] : [nearest.value];
  });
  const usual = median(earlier);
  if (earlier.length < fewestPoints || usual <= 0) return null;
  return {
    now: latest.value,
    usual,
    days: earlier.length,
    text: `${cores(latest.value)} now, ${cores(usual)} at this hour on ${earlier.length} earlier days (${times(latest.value / usual)})`,
    evidence: cluster.book.citeAll([latestOf('usual', all[index], index)]),
  };
}
