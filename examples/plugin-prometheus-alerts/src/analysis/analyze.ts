import type { Analysis, Figure, NotChecked, RuledOut } from '@cloudops/spec';
import { printable } from '../text/printable.ts';
import { findAlerts } from './alerts.ts';
import { type Draft, fact, toFindings } from './draft.ts';
import type { Facts, StepName } from './facts.ts';
import { findRules } from './rules.ts';
import { findServer } from './server.ts';
import { findTargets } from './targets.ts';

/** What can be judged. */
export type Topic = 'alerts' | 'targets' | 'rules' | 'server';

/** All topics. */
export const topics: readonly Topic[] = ['alerts', 'targets', 'rules', 'server'];

const analyzers: Readonly<Record<Topic, (facts: Facts) => readonly Draft[]>> = {
  alerts: findAlerts,
  targets: findTargets,
  rules: findRules,
  server: findServer,
};

/** What a reader misses without a step. */
const meanings: Readonly<Record<StepName, string>> = {
  alerts: 'what fires',
  targets: 'which scrape targets are down',
  rules: 'which rules fail',
  series: 'which alerts can never fire',
  status: 'how Prometheus itself is',
  alertmanagers: 'whether alerts are sent anywhere',
};

function findGaps({ lacks }: Facts): readonly NotChecked[] {
  return lacks.map(({ step, reason, isWhole }) => ({
    what: isWhole ? meanings[step] : `all of ${meanings[step]}`,
    why: printable(reason.message, 300),
    needs: printable(reason.needs ?? ''),
  }));
}

interface Exclusion {
  readonly topic: Topic;
  readonly code: string;
  readonly step: StepName;
  readonly list: string;
  readonly why: string;
}

const exclusions: readonly Exclusion[] = [
  { topic: 'alerts', code: 'PRM-201', step: 'alerts', list: 'alerts', why: 'no alert fires' },
  { topic: 'targets', code: 'PRM-101', step: 'targets', list: 'targets', why: 'every scrape target answers' },
  { topic: 'rules', code: 'PRM-301', step: 'rules', list: 'rules', why: 'every rule is evaluated without an error' },
  { topic: 'rules', code: 'PRM-303', step: 'series', list: 'absent', why: 'all that alerts go by is there' },
];

function sizeOf(value: unknown, list: string): number {
  const items = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[list] : null;
  return Array.isArray(items) ? items.length : 0;
}

function findRuledOut(facts: Facts, asked: ReadonlySet<Topic>, codes: ReadonlySet<string>): readonly RuledOut[] {
  return exclusions
    .filter(({ topic, step, code }) => asked.has(topic) && facts[step] !== null && !codes.has(code))
    .filter(({ step }) => !facts.lacks.some((lack) => lack.step === step))
    .map(({ code, step, list, why }) => ({ code, why, evidence: [fact(step, list, sizeOf(facts[step], list))] }));
}

function findFigures({ alerts, targets, rules, status }: Facts): readonly Figure[] {
  const figure = (name: string, value: number | null | undefined): readonly Figure[] =>
    value === undefined ? [] : [{ group: 'prometheus', name, unit: 'count', value }];
  return [
    ...figure('alerts firing', alerts?.alerts.filter(({ state }) => state === 'firing').length),
    ...figure('alerts pending', alerts?.alerts.filter(({ state }) => state === 'pending').length),
    ...figure('targets', targets?.total),
    ...figure('targets down', targets?.targets.filter(({ health }) => health === 'down').length),
    ...figure('rules', rules?.total),
    ...figure('series', status?.series),
  ];
}

/** Judges what was read. Pure: the same facts give the same bytes. */
export function analyze(facts: Facts, asked: ReadonlySet<Topic>): Analysis {
  const drafts = topics.flatMap((topic) => (asked.has(topic) ? analyzers[topic](facts) : []));
  const findings = toFindings(drafts, facts.target);
  const codes = new Set(findings.map(({ code }) => code));
  return {
    findings,
    ruled_out: findRuledOut(facts, asked, codes),
    not_checked: findGaps(facts),
    figures: findFigures(facts),
  };
}
