import type { Finding, RuledOut } from '@cloudops/spec';
import { fact } from './draft.ts';
import type { Facts, StepName } from './facts.ts';
import type { Topic } from './topics.ts';

interface Exclusion {
  readonly topic: Topic;
  readonly codes: readonly string[];
  readonly why: string;
  readonly step: StepName;
  /** The list that was looked through. */
  readonly list: string;
}

const exclusions: readonly Exclusion[] = [
  {
    topic: 'blocking',
    codes: ['PGS-105', 'PGS-104', 'PGS-106'],
    why: 'no session waits for another for long',
    step: 'sessions',
    list: 'sessions',
  },
  {
    topic: 'sessions',
    codes: ['PGS-101', 'PGS-102'],
    why: 'no transaction is open for long',
    step: 'sessions',
    list: 'sessions',
  },
  {
    topic: 'sessions',
    codes: ['PGS-103'],
    why: 'no prepared transaction was left behind',
    step: 'sessions',
    list: 'prepared',
  },
  {
    topic: 'vacuum',
    codes: ['PGV-201', 'PGV-202'],
    why: 'no table has more dead rows than autovacuum lets be',
    step: 'tables',
    list: 'tables',
  },
  {
    topic: 'bloat',
    codes: ['PGV-203', 'PGV-204'],
    why: 'no table or index is mostly empty',
    step: 'layout',
    list: 'relations',
  },
  {
    topic: 'wraparound',
    codes: ['PGV-205'],
    why: 'no database is near the end of transaction ids',
    step: 'databases',
    list: 'databases',
  },
  {
    topic: 'replication',
    codes: ['PGR-301', 'PGR-302'],
    why: 'no standby is behind',
    step: 'replication',
    list: 'standbys',
  },
  {
    topic: 'replication',
    codes: ['PGR-303', 'PGR-306'],
    why: 'no inactive slot retains WAL',
    step: 'replication',
    list: 'slots',
  },
  { topic: 'indexes', codes: ['PGI-501'], why: 'every index is valid', step: 'indexes', list: 'invalid' },
];

function sizeOf(facts: Facts, { step, list }: Exclusion): number {
  const values = facts[step] as Readonly<Record<string, unknown>> | null;
  const items = values?.[list];
  return Array.isArray(items) ? items.length : 0;
}

/** What was looked for and is not there; only where all of it could be seen. */
export function findRuledOut(
  facts: Facts,
  topics: ReadonlySet<Topic>,
  findings: readonly Finding[],
): readonly RuledOut[] {
  const isBlind = (one: Exclusion): boolean =>
    facts[one.step] === null ||
    facts.lacks.some(({ step }) => step === one.step) ||
    (one.topic === 'vacuum' && facts.server?.is_standby === true);
  const found = new Set(findings.flatMap(({ code, also }) => [code, ...also]));
  return exclusions
    .filter((one) => topics.has(one.topic) && !isBlind(one) && !one.codes.some((code) => found.has(code)))
    .map((one) => ({
      code: one.codes[0] ?? '',
      why: one.why,
      evidence: [fact(one.step, one.list, sizeOf(facts, one))],
    }));
}
