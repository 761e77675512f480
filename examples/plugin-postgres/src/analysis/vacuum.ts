import type { TableRow } from '../reads/tables.ts';
import { count, span } from '../text/words.ts';
import { type Draft, fact, type Subject } from './draft.ts';
import { type Facts, settingOf } from './facts.ts';
import { describeHolders, type Holder, holdersOf } from './holders.ts';

/** A table as a subject. */
function tableSubject({ schema, name }: Pick<TableRow, 'schema' | 'name'>): Subject {
  return { kind: 'Table', schema, name };
}

/**
 * Dead rows at which autovacuum starts on a table: `autovacuum_vacuum_threshold + autovacuum_vacuum_scale_factor * reltuples` (25.1.6),
 * with the defaults of PostgreSQL where the settings were not read.
 */
function vacuumTrigger(table: TableRow, facts: Facts): number {
  const threshold = table.vacuum_threshold ?? settingOf(facts, 'autovacuum_vacuum_threshold') ?? 50;
  const factor = table.vacuum_scale_factor ?? settingOf(facts, 'autovacuum_vacuum_scale_factor') ?? 0.2;
  return threshold + factor * Math.max(0, table.rows);
}

interface Suffering {
  readonly table: TableRow;
  readonly index: number;
}

function listSuffering(facts: Facts): readonly Suffering[] {
  const { dead_factor: factor, dead_rows: least } = facts.thresholds;
  return (facts.tables?.tables ?? []).flatMap((table, index) =>
    table.dead_rows >= Math.max(least, factor * vacuumTrigger(table, facts)) ? [{ table, index }] : [],
  );
}

/** Whether the server vacuums nothing by itself. */
function isOff(facts: Facts): boolean {
  return settingOf(facts, 'autovacuum') === 0 || settingOf(facts, 'track_counts') === 0;
}

function toSymptom({ table, index }: Suffering, facts: Facts): Draft {
  const { dead_rows: dead, rows, vacuumed_sec: ago } = table;
  const trigger = Math.round(vacuumTrigger(table, facts));
  const last = ago === null ? 'It was never vacuumed' : `It was last vacuumed ${span(ago)} ago`;
  return {
    code: 'PGV-201',
    tier: 'figure',
    subject: tableSubject(table),
    title: `${count(dead, 'dead row')} in ${table.schema}.${table.name}`,
    detail: `Autovacuum starts at ${trigger.toLocaleString('en-US')} of them; the table has ${count(Math.max(0, rows), 'row')}. ${last}.`,
    evidence: [
      fact('tables', `tables.${index}.dead_rows`, dead),
      fact('tables', `tables.${index}.vacuumed`, table.vacuumed),
    ],
    data: { dead_rows: dead, autovacuum_from: trigger },
  };
}

/** What follows from a table not being vacuumed. */
function consequencesOf(tables: readonly Suffering[]): Required<Draft>['explains'] {
  return tables.flatMap(({ table }) => {
    const subject = tableSubject(table);
    return [
      { code: 'PGV-201', subject },
      { code: 'PGV-203', subject },
    ];
  });
}

function toServerOff(suffering: readonly Suffering[], facts: Facts): Draft {
  const isUncounted = settingOf(facts, 'track_counts') === 0;
  const name = isUncounted ? 'track_counts' : 'autovacuum';
  return {
    code: 'PGV-202',
    tier: 'contradiction',
    subject: { kind: 'Server', name: facts.target },
    title: `${name} is off: nothing is vacuumed by itself`,
    detail: isUncounted
      ? 'Autovacuum goes by these counts; without them it does nothing.'
      : 'Dead rows stay until somebody runs VACUUM.',
    evidence: [fact('server', `settings.${name}`, 0)],
    explains: consequencesOf(suffering),
  };
}

function toTableOff({ table, index }: Suffering): Draft {
  return {
    code: 'PGV-202',
    tier: 'contradiction',
    subject: tableSubject(table),
    title: `Autovacuum is off for ${table.schema}.${table.name}`,
    detail: 'The table has autovacuum_enabled = false, and more dead rows than autovacuum would let be.',
    evidence: [fact('tables', `tables.${index}.autovacuum`, false)],
    explains: consequencesOf([{ table, index }]),
  };
}

function subjectName(name: string): string {
  return name[0]?.toUpperCase() + name.slice(1);
}

/** A holder that stands in the way of vacuum, raised to a cause: without it the finding would be a hint, or none. */
function toHolderCause(holder: Holder, tables: readonly Suffering[]): Draft {
  const { finding, name, age } = holder;
  return {
    ...finding,
    role: 'fault',
    severity: 'high',
    tier: 'status',
    title: `${subjectName(name)} keeps vacuum from removing rows`,
    detail: `Vacuum must keep every row that was deleted in the last ${count(age, 'transaction')}: ${describeHolders([holder])}.`,
    evidence: holder.evidence,
    explains: consequencesOf(tables),
  };
}

/** Whether a vacuum ran while the holder stood: what it left, the holder kept. A table that nobody vacuums has another reason. */
function stands({ seconds }: Holder, { table }: Suffering): boolean {
  return table.vacuumed_sec !== null && (seconds === null || seconds >= table.vacuumed_sec);
}

/** Tables whose dead rows pile up, and why: autovacuum is off, or something holds the horizon. */
export function findVacuum(facts: Facts): readonly Draft[] {
  const isKept = facts.server?.is_standby === true;
  if (isKept) return [];
  const suffering = listSuffering(facts);
  const off = suffering.filter(({ table }) => table.autovacuum === false);
  const holders = holdersOf(facts, facts.thresholds.idle_in_transaction_sec).slice(0, 5);
  const vacuumed = isOff(facts) ? [] : suffering.filter(({ table }) => table.autovacuum !== false);
  const causes = holders.flatMap((holder) => {
    const held = vacuumed.filter((one) => stands(holder, one));
    return held.length === 0 ? [] : [toHolderCause(holder, held)];
  });
  return [
    ...(isOff(facts) ? [toServerOff(suffering, facts)] : []),
    ...off.map(toTableOff),
    ...causes,
    ...suffering.map((one) => toSymptom(one, facts)),
  ];
}
