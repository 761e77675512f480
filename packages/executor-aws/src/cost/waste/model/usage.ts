import type { EvidenceRef } from '@cloudops/spec';
import type { Place, StepEvidence } from '../../../listing/listing.ts';
import { listAt, numberAt, textAt, valueAt } from '../../../value/read.ts';
import { noData } from '../../metrics/read-batch.ts';
import { placeKey } from './item.ts';

/** Which samples are wanted. */
export interface UsageQuestion {
  readonly namespace: string;
  readonly metric: string;
  readonly stat: string;
  /** The value of any one dimension, such as an instance id. */
  readonly id: string;
  readonly days: number;
}

/** Samples of one series within the question's window. */
export interface Usage {
  readonly points: readonly (readonly [hour: number, value: number])[];
  readonly values: readonly number[];
  /** Samples against what there would be without a gap, 0 to 1. */
  readonly coverage: number;
  /** Milliseconds since the Unix epoch of hour 0. */
  readonly start: number;
  readonly step: string;
  readonly pointer: string;
}

/** Samples, or why there are none to judge by. */
export type UsageOutcome =
  | { readonly kind: 'known'; readonly usage: Usage }
  | { readonly kind: 'unknown'; readonly why: string; readonly needs: string };

/** What all metric steps read. */
export interface UsageBook {
  /** The hour that windows end at, in milliseconds since the Unix epoch; null when no step read any. */
  readonly to: number | null;
  /** Samples that cover at least nine tenths of the window. */
  find(place: Place, question: UsageQuestion): UsageOutcome;
  /** Samples however few: for what was seen, never for what was not. */
  findAny(place: Place, question: UsageQuestion): Usage | null;
  /** Whether CloudWatch was asked and answered, be it that it holds no sample. */
  wasRead(place: Place, question: UsageQuestion): boolean;
}

/** Fewer samples than this share of the window say nothing about the rest of it. */
const leastCoverage = 0.9;

interface Series {
  readonly raw: unknown;
  readonly step: string;
  readonly index: number;
}

/** Indexes metric steps by each value of their dimensions. */
export function createUsageBook(steps: readonly (readonly [string, StepEvidence])[]): UsageBook {
  const series = new Map<string, Series>();
  let to: number | null = null;
  for (const [step, { output }] of steps) {
    const at = Date.parse(textAt(output, 'to'));
    if (!Number.isNaN(at)) to = Math.max(to ?? at, at);
    for (const [index, raw] of listAt(output, 'series').entries()) {
      for (const key of keysOf(raw)) series.set(key, { raw, step, index });
    }
  }
  return {
    to,
    find: (place, question) => judge(series.get(keyOf(place, question)), question, to ?? 0),
    findAny(place, question) {
      const found = series.get(keyOf(place, question));
      return found === undefined ? null : usageOf(found, question, to ?? 0);
    },
    wasRead(place, question) {
      const raw = series.get(keyOf(place, question))?.raw;
      return textAt(raw, 'status') === 'present' || textAt(raw, 'reason', 'message') === noData.message;
    },
  };
}

function keyOf(place: Place, { namespace, metric, stat, id }: UsageQuestion): string {
  return [placeKey(place), namespace, metric, stat, id].join('\n');
}

function keysOf(raw: unknown): readonly string[] {
  const place = { account: textAt(raw, 'account'), region: textAt(raw, 'region') };
  const dimensions = Object.values((valueAt(raw, 'dimensions') ?? {}) as object);
  const common = { namespace: textAt(raw, 'namespace'), metric: textAt(raw, 'metric'), stat: textAt(raw, 'stat') };
  return dimensions.map((id) => keyOf(place, { ...common, id: String(id), days: 0 }));
}

function judge(series: Series | undefined, question: UsageQuestion, to: number): UsageOutcome {
  const needs = 'cloudwatch:GetMetricData';
  if (series === undefined) return { kind: 'unknown', why: `${question.metric} was not read`, needs };
  if (textAt(series.raw, 'status') !== 'present') {
    const why = textAt(series.raw, 'reason', 'message') || 'it could not be read';
    return { kind: 'unknown', why: `${question.metric}: ${why}`, needs: textAt(series.raw, 'reason', 'needs') };
  }
  const usage = usageOf(series, question, to);
  if (usage.coverage >= leastCoverage) return { kind: 'known', usage };
  const percent = Math.floor(usage.coverage * 100);
  const why = `${question.metric}: samples cover ${percent} % of the last ${question.days} days`;
  return { kind: 'unknown', why, needs: '90 % of the samples' };
}

function usageOf({ raw, step, index }: Series, { days }: UsageQuestion, to: number): Usage {
  const asked = numberAt(raw, 'days') ?? days;
  const from = Math.max(0, (asked - days) * 24);
  const points = listAt(raw, 'points').flatMap((point) => {
    const hour = numberAt(point, 0);
    const value = numberAt(point, 1);
    return hour === null || value === null || hour < from ? [] : [[hour, value] as const];
  });
  const expected = (Math.min(days, asked) * 86_400) / (numberAt(raw, 'period') ?? 86_400);
  const coverage = days > asked ? 0 : Math.min(1, points.length / expected);
  return {
    points,
    values: points.map(([, value]) => value),
    coverage,
    start: to - asked * 86_400_000,
    step,
    pointer: `/series/${index}`,
  };
}

/** A figure of a series as evidence. */
export function citeUsage({ step, pointer }: Usage, value: number): EvidenceRef {
  return { step, pointer: `${pointer}/points`, value: Number(value.toPrecision(6)) };
}
