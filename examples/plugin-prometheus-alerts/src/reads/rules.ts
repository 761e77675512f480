import { z } from 'zod';
import { fieldsOf, labelsOf, listOf, numberOf, textOf, timeOf } from '../api/fields.ts';
import { compareText } from '../text/printable.ts';
import type { Read } from './read-action.ts';

/** A rule as it was last evaluated. All text is hostile. */
export interface Rule {
  readonly name: string;
  readonly kind: 'alerting' | 'recording';
  readonly group: string;
  readonly query: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `ok`, `err` or `unknown`: not evaluated yet. */
  readonly health: string;
  readonly error: string;
}

/** A group of rules, which are evaluated one after the other. */
export interface RuleGroup {
  readonly name: string;
  readonly file: string;
  readonly interval_sec: number;
  /** How long the last evaluation took. */
  readonly took_sec: number | null;
  readonly evaluated: string | null;
  readonly rules: number;
}

/** Output of `prometheus.rules`: groups sorted by file and name, rules in the order of their groups; 5,000 rules at most. */
export interface RulesOutput {
  /** The server's clock, ISO 8601; null where it did not say. */
  readonly time: string | null;
  readonly groups: readonly RuleGroup[];
  readonly rules: readonly Rule[];
  readonly total: number;
}

const most = 5000;
const text = z.string();

/** Checks a {@link RulesOutput}. */
export const rulesSchema: z.ZodType<RulesOutput> = z.strictObject({
  time: text.nullable(),
  groups: z.array(
    z.strictObject({
      name: text,
      file: text,
      interval_sec: z.number(),
      took_sec: z.number().nullable(),
      evaluated: text.nullable(),
      rules: z.int(),
    }),
  ),
  rules: z.array(
    z.strictObject({
      name: text,
      kind: z.enum(['alerting', 'recording']),
      group: text,
      query: text,
      labels: z.record(text, text),
      health: text,
      error: text,
    }),
  ),
  total: z.int(),
});

function toRules(group: unknown): readonly Rule[] {
  const { name, rules } = fieldsOf(group);
  return listOf(rules).flatMap((value): readonly Rule[] => {
    const rule = fieldsOf(value);
    if (rule.type !== 'alerting' && rule.type !== 'recording') return [];
    return [
      {
        name: textOf(rule.name),
        kind: rule.type,
        group: textOf(name),
        query: textOf(rule.query, 10_000),
        labels: labelsOf(rule.labels),
        health: textOf(rule.health, 20),
        error: textOf(rule.lastError),
      },
    ];
  });
}

function toGroup(value: unknown): RuleGroup {
  const { name, file, interval, evaluationTime, lastEvaluation, rules } = fieldsOf(value);
  return {
    name: textOf(name),
    file: textOf(file),
    interval_sec: numberOf(interval) ?? 0,
    took_sec: numberOf(evaluationTime),
    evaluated: timeOf(lastEvaluation),
    rules: listOf(rules).length,
  };
}

/** `prometheus.rules`: rules, how they were last evaluated, and what went wrong. */
export const rulesRead: Read<RulesOutput> = {
  name: 'rules',
  description: 'Lists alerting and recording rules, and how their last evaluation went.',
  path: '/api/v1/rules',
  // Known from Prometheus 2.51 on, and ignored before: alerts are read by themselves.
  query: { exclude_alerts: 'true' },
  output: rulesSchema,
  toOutput({ data, time }) {
    const { groups } = fieldsOf(data);
    if (!Array.isArray(groups)) return null;
    const sorted = groups
      .map((group: unknown) => ({ group, key: `${textOf(fieldsOf(group).file)}\u0000${textOf(fieldsOf(group).name)}` }))
      .sort((left, right) => compareText(left.key, right.key))
      .map(({ group }) => group);
    const rules = sorted.flatMap(toRules);
    return { time, groups: sorted.map(toGroup), rules: rules.slice(0, most), total: rules.length };
  },
  lackOf: ({ total }) =>
    total <= most ? null : { kind: 'truncated', message: `there are ${total} rules; only ${most} were looked at` },
};
