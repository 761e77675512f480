import { readExpression } from '../promql/selectors.ts';
import type { Rule, RuleGroup } from '../reads/rules.ts';
import { printable } from '../text/printable.ts';
import { someOf } from '../text/words.ts';
import { type Draft, fact, keyOf, type Subject } from './draft.ts';
import type { Facts } from './facts.ts';

function subjectOf({ group, name }: Rule): Subject {
  return { kind: 'Rule', name: `${group}/${name}` };
}

/** A rule that can never have a result, with the selectors that nobody delivers. */
interface Dead {
  readonly rule: Rule;
  readonly index: number;
  readonly missing: readonly string[];
  readonly metrics: readonly (string | null)[];
}

/** A name alone stands for several rules, and so may an expression. */
function partOf({ query }: Rule): string {
  return query;
}

/** Alerting rules without a result, whatever else happens: all that they need is missing, or one part that they cannot do without. */
function listDead({ rules, series }: Facts): readonly Dead[] {
  const absent = new Set(series?.absent ?? []);
  if (absent.size === 0) return [];
  return (rules?.rules ?? []).flatMap((rule, index): readonly Dead[] => {
    if (rule.kind !== 'alerting' || rule.health === 'err') return [];
    const { selectors, metrics, needsAll, needsAny } = readExpression(rule.query);
    const missing = selectors.filter((selector) => absent.has(selector));
    const isDead =
      (needsAll && missing.length > 0) || (needsAny && missing.length === selectors.length && missing.length > 0);
    return isDead
      ? [{ rule, index, missing, metrics: metrics.filter((_, at) => absent.has(selectors[at] ?? '')) }]
      : [];
  });
}

function toDead({ rule, index, missing }: Dead): Draft {
  return {
    code: 'PRM-303',
    tier: 'absence',
    subject: subjectOf(rule),
    part: partOf(rule),
    title: `Alert ${rule.name} can never fire: ${missing.length === 1 ? 'what it looks at is' : 'parts of it are'} not there`,
    detail: `No series for an hour: ${someOf(missing)}. The expression has no result without.`,
    evidence: [
      fact('rules', `rules.${index}.query`, rule.query),
      fact(
        'series',
        'absent',
        missing.slice(0, 10).map((one) => printable(one)),
      ),
    ],
  };
}

/** Alerts that go by what a rule would have recorded. */
function deadBy(rule: Rule, dead: readonly Dead[]): readonly string[] {
  if (rule.kind !== 'recording') return [];
  return dead
    .filter(({ metrics }) => metrics.includes(rule.name))
    .map(({ rule: one }) => keyOf({ code: 'PRM-303', subject: subjectOf(one), part: partOf(one) }));
}

function toFailing(rule: Rule, index: number, dead: readonly Dead[]): Draft {
  const effect =
    rule.kind === 'alerting' ? 'It cannot fire while it fails' : 'What it records is missing for whoever uses it';
  return {
    code: 'PRM-301',
    tier: 'message',
    severity: rule.kind === 'alerting' ? 'high' : 'medium',
    subject: subjectOf(rule),
    part: partOf(rule),
    title: `${rule.kind === 'alerting' ? 'Alerting' : 'Recording'} rule ${rule.name} fails`,
    detail: `${effect}: ${printable(rule.error, 500) || 'no error was given'}.`,
    evidence: [fact('rules', `rules.${index}.health`, rule.health), fact('rules', `rules.${index}.error`, rule.error)],
    explains: deadBy(rule, dead),
  };
}

/** A group that is evaluated too slowly, or not at all. */
function toGroupDrafts(group: RuleGroup, index: number, now: string | null): readonly Draft[] {
  const { name, file, interval_sec: interval, took_sec: took, evaluated } = group;
  const subject: Subject = { kind: 'RuleGroup', name: `${file}/${name}` };
  const age = now === null || evaluated === null ? null : (Date.parse(now) - Date.parse(evaluated)) / 1000;
  const slow: readonly Draft[] =
    took === null || interval <= 0 || took <= interval
      ? []
      : [
          {
            code: 'PRM-302',
            tier: 'figure',
            subject,
            title: `Rule group ${name} takes ${Math.round(took)} s, and is due every ${interval} s`,
            detail: 'Evaluations are left out: its alerts come late, and what it records has holes.',
            evidence: [fact('rules', `groups.${index}.took_sec`, took)],
          },
        ];
  const isStale = age !== null && interval > 0 && age > 3 * interval + 60;
  if (!isStale) return slow;
  return [
    ...slow,
    {
      code: 'PRM-304',
      tier: 'status',
      subject,
      title: `Rule group ${name} was not evaluated for ${Math.round(age)} s`,
      detail: `It is due every ${interval} s. Its alerts are as they were then.`,
      evidence: [fact('rules', `groups.${index}.evaluated`, evaluated)],
      since: evaluated,
    },
  ];
}

/** Rules that fail, are late, or can never have a result. */
export function findRules(facts: Facts): readonly Draft[] {
  const { rules = [], groups = [], time = null } = facts.rules ?? {};
  const dead = listDead(facts);
  const failing = rules.flatMap((rule, index) => (rule.health === 'err' ? [toFailing(rule, index, dead)] : []));
  return [...failing, ...groups.flatMap((group, index) => toGroupDrafts(group, index, time)), ...dead.map(toDead)];
}
