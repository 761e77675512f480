import type { EvidenceRef } from '@cloudops/spec';
import type { SessionRow } from '../reads/sessions.ts';
import { printable } from '../text/printable.ts';
import { count, span } from '../text/words.ts';
import { type Draft, fact } from './draft.ts';
import type { Facts } from './facts.ts';
import { toLockTree } from './lock-tree.ts';

/** Something that keeps vacuum from removing rows: the xmin horizon (25.1.2, 54.19). */
export interface Holder {
  /** The finding about it, where there is one. */
  readonly finding: Pick<Draft, 'code' | 'subject'>;
  readonly name: string;
  /** Transactions since the oldest that it holds on to. */
  readonly age: number;
  /** For how long, in seconds; null where that is not known. */
  readonly seconds: number | null;
  /** The only database whose tables it holds; null = all. */
  readonly database: string | null;
  readonly evidence: readonly EvidenceRef[];
}

/** Vacuum ignores its own kind, and what a sender holds for a standby stands with the standby. */
const ignored: ReadonlySet<string | null> = new Set(['autovacuum worker', 'autovacuum launcher', 'walsender']);

/** What a session that waits holds, it holds because of who stands at the root. */
function rootsByVictim(sessions: readonly SessionRow[]): ReadonlyMap<number, number> {
  const { roots } = toLockTree(sessions);
  return new Map(roots.flatMap(({ pid, victims }) => victims.map((victim) => [victim, pid] as const)));
}

function sessionHolders({ sessions }: Facts): readonly Holder[] {
  const rows = sessions?.sessions ?? [];
  const roots = rootsByVictim(rows);
  return rows.flatMap((row, index) => {
    const root = roots.get(row.pid);
    // A prepared transaction is listed by itself.
    if (row.horizon_age === null || ignored.has(row.backend_type) || root === 0) return [];
    const isIdle = row.state?.startsWith('idle in transaction') === true;
    const own = isIdle ? 'PGS-101' : 'PGS-102';
    const name = `session ${row.pid} (${printable(row.role ?? 'unknown role', 60)}, ${row.state ?? 'state hidden'})`;
    return [
      {
        finding: {
          code: root === undefined ? own : 'PGS-105',
          subject: { kind: 'Session' as const, name: String(root ?? row.pid) },
        },
        name: root === undefined ? name : `${name}, which waits behind session ${root}`,
        age: row.horizon_age,
        seconds: row.transaction_sec,
        database: row.database,
        evidence: [fact('sessions', `sessions.${index}.horizon_age`, row.horizon_age)],
      },
    ];
  });
}

function preparedHolders({ sessions }: Facts): readonly Holder[] {
  return (sessions?.prepared ?? []).map((row, index) => ({
    finding: { code: 'PGS-103', subject: { kind: 'PreparedTransaction', name: row.gid } },
    name: `prepared transaction ${printable(row.gid, 60)}`,
    age: row.horizon_age,
    seconds: row.prepared_sec,
    database: row.database,
    evidence: [fact('sessions', `prepared.${index}.horizon_age`, row.horizon_age)],
  }));
}

/** A slot's catalog horizon keeps rows of catalogs only, so it does not count here. */
function replicationHolders({ replication }: Facts): readonly Holder[] {
  const slots = (replication?.slots ?? []).flatMap(({ name, active, horizon_age: age }, index) =>
    age === null
      ? []
      : [
          {
            finding: { code: active ? 'PGR-307' : 'PGR-303', subject: { kind: 'ReplicationSlot' as const, name } },
            name: `replication slot ${printable(name, 60)}`,
            ...{ age, seconds: null, database: null },
            evidence: [fact('replication', `slots.${index}.horizon_age`, age)],
          },
        ],
  );
  const standbys = (replication?.standbys ?? []).flatMap(({ application, horizon_age: age }, index) =>
    age === null
      ? []
      : [
          {
            finding: { code: 'PGR-307', subject: { kind: 'Standby' as const, name: application } },
            name: `a query on standby ${printable(application, 60)} (hot_standby_feedback)`,
            ...{ age, seconds: null, database: null },
            evidence: [fact('replication', `standbys.${index}.horizon_age`, age)],
          },
        ],
  );
  return [...slots, ...standbys];
}

/** All that holds the horizon, the oldest first. */
function listHolders(facts: Facts): readonly Holder[] {
  return [...sessionHolders(facts), ...preparedHolders(facts), ...replicationHolders(facts)].sort(
    (left, right) => right.age - left.age || (left.name < right.name ? -1 : 1),
  );
}

/** The holders of this database's tables that are older than `seconds`, or of unknown time. */
export function holdersOf(facts: Facts, seconds: number): readonly Holder[] {
  const here = facts.server?.database ?? null;
  return listHolders(facts).filter(
    ({ database, seconds: held, age }) =>
      age > 0 && (database === null || here === null || database === here) && (held === null || held >= seconds),
  );
}

/** Holders for a sentence. */
export function describeHolders(holders: readonly Holder[]): string {
  const described = holders
    .slice(0, 3)
    .map(
      ({ name, age, seconds }) =>
        `${name}${seconds === null ? '' : `, ${span(seconds)}`}, ${count(age, 'transaction')} back`,
    );
  return described.join('; ') + (holders.length > 3 ? ` and ${holders.length - 3} more` : '');
}
