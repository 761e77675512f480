import type { Figure } from '@cloudops/spec';
import { printable } from '../text/printable.ts';
import { openConnections } from './connections.ts';
import { type Facts, settingOf } from './facts.ts';
import type { Topic } from './topics.ts';

function databaseFigures(facts: Facts): readonly Figure[] {
  const limit = settingOf(facts, 'autovacuum_freeze_max_age');
  return (facts.databases?.databases ?? []).slice(0, 50).map(({ name, age }) => ({
    group: 'transaction age',
    name: printable(name, 100),
    unit: 'count',
    value: age,
    limit,
  }));
}

function replicationFigures({ replication }: Facts): readonly Figure[] {
  const standbys = (replication?.standbys ?? []).map(({ application, unreplayed_bytes: value }) => ({
    group: 'standbys',
    name: printable(application, 100) || '(unnamed)',
    unit: 'bytes',
    value,
    note: 'not replayed',
  }));
  const slots = (replication?.slots ?? []).map(({ name, retained_bytes: value, active }) => ({
    group: 'replication slots',
    name: printable(name, 100),
    unit: 'bytes',
    value,
    note: active ? 'active' : 'inactive',
  }));
  return [...standbys, ...slots].slice(0, 100);
}

function tableFigures({ tables }: Facts): readonly Figure[] {
  return [...(tables?.tables ?? [])]
    .sort((left, right) => right.dead_rows - left.dead_rows)
    .filter(({ dead_rows: dead }) => dead > 0)
    .slice(0, 10)
    .map(({ schema, name, dead_rows: value }) => ({
      group: 'dead rows',
      name: printable(`${schema}.${name}`, 120),
      unit: 'count',
      value,
    }));
}

/** What was measured, whether or not it is too much. */
export function findFigures(facts: Facts, topics: ReadonlySet<Topic>): readonly Figure[] {
  const { server } = facts;
  const connections =
    server === null || !topics.has('connections')
      ? []
      : [
          {
            group: 'server',
            name: 'connections',
            unit: 'count',
            value: server.connections,
            limit: openConnections(facts),
          },
        ];
  return [
    ...connections,
    ...(topics.has('wraparound') ? databaseFigures(facts) : []),
    ...(topics.has('replication') ? replicationFigures(facts) : []),
    ...(topics.has('vacuum') && server?.is_standby !== true ? tableFigures(facts) : []),
  ];
}
