import type { Analysis } from '@cloudops/spec';
import { findBloat } from './bloat.ts';
import { findBlocking } from './blocking.ts';
import { findConnections } from './connections.ts';
import { type Draft, toFindings } from './draft.ts';
import type { Facts } from './facts.ts';
import { findFigures } from './figures.ts';
import { findGaps } from './gaps.ts';
import { findIndexes } from './indexes.ts';
import { findReplication } from './replication.ts';
import { findRuledOut } from './ruled-out.ts';
import { findSessions } from './sessions.ts';
import type { Topic } from './topics.ts';
import { findVacuum } from './vacuum.ts';
import { findWraparound } from './wraparound.ts';

/** Sessions come before what raises their findings: the first words about one are kept. */
const analyzers: readonly (readonly [Topic, (facts: Facts) => readonly Draft[]])[] = [
  ['blocking', findBlocking],
  ['sessions', findSessions],
  ['connections', findConnections],
  ['replication', findReplication],
  ['vacuum', findVacuum],
  ['wraparound', findWraparound],
  ['bloat', findBloat],
  ['indexes', findIndexes],
];

/** Judges what was read. Pure: the same facts give the same bytes. */
export function analyze(facts: Facts, topics: ReadonlySet<Topic>): Analysis {
  const drafts = analyzers.flatMap(([topic, find]) => (topics.has(topic) ? find(facts) : []));
  const findings = toFindings(drafts, facts.target);
  return {
    findings,
    ruled_out: findRuledOut(facts, topics, findings),
    not_checked: findGaps(facts, topics),
    figures: findFigures(facts, topics),
  };
}
