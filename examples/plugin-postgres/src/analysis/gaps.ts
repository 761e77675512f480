import type { NotChecked } from '@cloudops/spec';
import { printable } from '../text/printable.ts';
import { count, someOf } from '../text/words.ts';
import { estimateBloat } from './bloat-estimate.ts';
import { type Facts, type StepName, settingOf } from './facts.ts';
import type { Topic } from './topics.ts';

/** What a reader misses without a step. */
const meanings: Readonly<Record<StepName, string>> = {
  server: 'the server, its settings and connections',
  sessions: 'sessions, what they wait for, and prepared transactions',
  locks: 'which locks are held',
  tables: 'dead rows and vacuums',
  layout: 'empty space in tables and indexes',
  replication: 'standbys and replication slots',
  databases: 'how near the end of transaction ids is',
  indexes: 'indexes that are not valid',
};

function stepGaps({ lacks }: Facts): readonly NotChecked[] {
  return lacks.map(({ step, reason, isWhole }) => ({
    what: isWhole ? meanings[step] : `all of ${meanings[step]}`,
    why: printable(reason.message, 300),
    needs: printable(reason.needs ?? ''),
  }));
}

/** Statistics are of the connected database. */
function databaseGaps({ server }: Facts): readonly NotChecked[] {
  const others = server?.other_databases ?? [];
  if (others.length === 0) return [];
  return [
    {
      what: `tables and indexes of ${someOf(others)}`,
      why: `PostgreSQL shows those of the connected database only, ${printable(server?.database ?? '', 60)}`,
      needs: 'an environment of its own for each, with plugins.postgres.database',
    },
  ];
}

/** Counts of dead rows are not replicated: on a standby they are all 0 (27.4). */
function standbyGaps({ server }: Facts): readonly NotChecked[] {
  if (server?.is_standby !== true) return [];
  return [
    {
      what: meanings.tables,
      why: 'this is a standby, which does not count dead rows',
      needs: 'the same question to its primary',
    },
  ];
}

function layoutGaps(facts: Facts): readonly NotChecked[] {
  const blockSize = settingOf(facts, 'block_size') ?? 8192;
  const unknown = (facts.layout?.relations ?? []).filter(
    (relation) =>
      relation.pages > 0 && relation.known_columns === relation.columns && estimateBloat(relation, blockSize) === null,
  );
  if (unknown.length === 0) return [];
  return [
    {
      what: `empty space in ${someOf(unknown.map(({ schema, name }) => `${schema}.${name}`))}`,
      why: 'their statistics do not tell: never analyzed, or columns of the type name',
      needs: 'ANALYZE',
    },
  ];
}

function buildGaps({ indexes }: Facts): readonly NotChecked[] {
  const hidden = (indexes?.invalid ?? []).filter(({ is_being_built: isBuilt }) => isBuilt === null);
  if (hidden.length === 0) return [];
  return [
    {
      what: `${count(hidden.length, 'index')} that is not valid: ${someOf(hidden.map(({ schema, name }) => `${schema}.${name}`))}`,
      why: 'whether it is just being built is hidden from this role',
      needs: 'the role pg_monitor',
    },
  ];
}

/** All that could not be looked at, as far as the topics are concerned. */
export function findGaps(facts: Facts, topics: ReadonlySet<Topic>): readonly NotChecked[] {
  const ofTables = topics.has('vacuum') || topics.has('bloat') || topics.has('indexes');
  return [
    ...stepGaps(facts),
    ...(topics.has('vacuum') ? standbyGaps(facts) : []),
    ...(ofTables ? databaseGaps(facts) : []),
    ...(topics.has('bloat') ? layoutGaps(facts) : []),
    ...(topics.has('indexes') ? buildGaps(facts) : []),
  ];
}
