import { z } from 'zod';
import { fieldsOf, labelsOf, numberOf, textOf, timeOf } from '../api/fields.ts';
import { compareText } from '../text/printable.ts';
import type { Read } from './read-action.ts';

/** Something that is scraped. All text is hostile. */
export interface ScrapeTarget {
  readonly pool: string;
  readonly job: string;
  readonly instance: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `up`, `down` or `unknown`: not scraped yet. */
  readonly health: string;
  readonly error: string;
  readonly scraped: string | null;
  readonly took_sec: number | null;
}

/** Output of `prometheus.targets`: sorted by pool, then instance; those that are down first where there are more than 10,000. */
export interface TargetsOutput {
  readonly targets: readonly ScrapeTarget[];
  readonly total: number;
}

const most = 10_000;
const text = z.string();

/** Checks a {@link TargetsOutput}. */
export const targetsSchema: z.ZodType<TargetsOutput> = z.strictObject({
  targets: z.array(
    z.strictObject({
      pool: text,
      job: text,
      instance: text,
      labels: z.record(text, text),
      health: text,
      error: text,
      scraped: text.nullable(),
      took_sec: z.number().nullable(),
    }),
  ),
  total: z.int(),
});

/** An error may name the address with its parameters, which can hold a login. */
function withoutParameters(error: string): string {
  return error.replaceAll(/\?[^\s"]*/g, '?…').replaceAll(/\/\/[^\s/@"]+@/g, '//…@');
}

function toTarget(value: unknown): ScrapeTarget {
  const { scrapePool, labels: given, health, lastError, lastScrape, lastScrapeDuration } = fieldsOf(value);
  const labels = labelsOf(given);
  return {
    pool: textOf(scrapePool),
    job: labels.job ?? '',
    instance: labels.instance ?? '',
    labels,
    health: textOf(health, 20),
    error: withoutParameters(textOf(lastError)),
    scraped: timeOf(lastScrape),
    took_sec: numberOf(lastScrapeDuration),
  };
}

/** `prometheus.targets`: what is scraped, and whether it answers. */
export const targetsRead: Read<TargetsOutput> = {
  name: 'targets',
  description: 'Lists what is scraped, and whether it answers.',
  path: '/api/v1/targets',
  query: { state: 'active' },
  output: targetsSchema,
  toOutput({ data }) {
    const { activeTargets } = fieldsOf(data);
    if (!Array.isArray(activeTargets)) return null;
    const targets = activeTargets.map(toTarget);
    const key = ({ pool, instance, labels }: ScrapeTarget): string => JSON.stringify([pool, instance, labels]);
    const down = targets.filter(({ health }) => health === 'down');
    const kept =
      targets.length <= most ? targets : [...down, ...targets.filter((one) => !down.includes(one))].slice(0, most);
    const keyed = kept
      .map((target) => ({ target, key: key(target) }))
      .sort((left, right) => compareText(left.key, right.key));
    return { targets: keyed.map(({ target }) => target), total: targets.length };
  },
  lackOf: ({ total }) =>
    total <= most ? null : { kind: 'truncated', message: `there are ${total} targets; only ${most} were looked at` },
};
