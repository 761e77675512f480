import type { EvidenceRef } from '@cloudops/spec';
import type { SessionRow } from '../reads/sessions.ts';
import { count, someOf, span } from '../text/words.ts';
import { type Draft, fact, type Subject } from './draft.ts';
import type { Facts } from './facts.ts';
import { type LockRoot, toLockTree } from './lock-tree.ts';
import { heldBy, sessionSubject, statementOf, whoIs } from './sessions.ts';

/** More sessions than this are counted, not named. */
const mostVictims = 50;

interface Seen {
  readonly facts: Facts;
  readonly byPid: ReadonlyMap<number, { readonly row: SessionRow; readonly index: number }>;
}

/** How long a session waits. Before PostgreSQL 14 the server does not say; its statement cannot have waited for longer. */
export function waited({ blocked_by, waiting_sec, state_sec }: SessionRow): number {
  return blocked_by.length === 0 ? 0 : (waiting_sec ?? state_sec ?? 0);
}

function longestWait(pids: readonly number[], { byPid }: Seen): number {
  return pids.reduce((longest, pid) => {
    const found = byPid.get(pid);
    return found === undefined ? longest : Math.max(longest, waited(found.row));
  }, 0);
}

/** What a session waits for, such as `AccessExclusiveLock on public.orders`. */
function awaited(pid: number, { facts: { locks } }: Seen): string {
  const wanted = locks?.locks.find((lock) => lock.pid === pid && !lock.granted);
  if (wanted === undefined) return 'a lock';
  return wanted.relation === null
    ? `${wanted.mode} (${wanted.kind})`
    : `${wanted.mode} on ${wanted.schema}.${wanted.relation}`;
}

function edgeEvidence(pids: readonly number[], { byPid }: Seen): readonly EvidenceRef[] {
  return pids.slice(0, 5).flatMap((pid) => {
    const found = byPid.get(pid);
    return found === undefined ? [] : [fact('sessions', `sessions.${found.index}.blocked_by`, found.row.blocked_by)];
  });
}

function toVictim(pid: number, seen: Seen): Draft {
  const found = seen.byPid.get(pid);
  const seconds = longestWait([pid], seen);
  const who = found === undefined ? 'unknown' : whoIs(found.row);
  const blockers = (found?.row.blocked_by ?? []).map((blocker) =>
    blocker === 0 ? 'a prepared transaction' : `session ${blocker}`,
  );
  return {
    code: 'PGS-104',
    tier: 'status',
    subject: sessionSubject(pid),
    title: `Session ${pid} waits for ${awaited(pid, seen)} for ${span(seconds)}`,
    detail: `It waits for ${someOf(blockers)} (${who}).${found === undefined ? '' : statementOf(found.row)}`,
    evidence: edgeEvidence([pid], seen),
    since: null,
    data: { pid, waits_for: (found?.row.blocked_by ?? []).slice(0, 20) },
  };
}

/** Nobody can tell which of several prepared transactions holds a lock. */
function subjectOf({ pid }: LockRoot, { facts: { sessions } }: Seen): Subject {
  if (pid !== 0) return sessionSubject(pid);
  const [only, ...others] = sessions?.prepared ?? [];
  return { kind: 'PreparedTransaction', name: only === undefined || others.length > 0 ? '(one of several)' : only.gid };
}

function describeRoot(root: LockRoot, seen: Seen): string {
  const found = seen.byPid.get(root.pid);
  if (root.pid === 0) return 'A prepared transaction';
  if (found === undefined) return `Session ${root.pid}`;
  const { row } = found;
  if (row.state === null) return `Session ${root.pid} (${whoIs(row)}; its state is hidden)`;
  const isIdle = row.state.startsWith('idle in transaction');
  const doing = isIdle ? `idle in a transaction for ${span(row.state_sec ?? 0)}` : row.state;
  return `Session ${root.pid} (${whoIs(row)}; ${doing})`;
}

function toRoot(root: LockRoot, seen: Seen): Draft {
  const { facts, byPid } = seen;
  const found = byPid.get(root.pid);
  const { idle_in_transaction_sec: idleSec } = facts.thresholds;
  const isIdleLong =
    found?.row.state?.startsWith('idle in transaction') === true && (found.row.state_sec ?? 0) >= idleSec;
  const isVacuum = found?.row.backend_type === 'autovacuum worker';
  const wants = root.victims.map((pid) => awaited(pid, seen));
  const vacuum = isVacuum ? ' An autovacuum that prevents wraparound does not give way; let it end.' : '';
  return {
    code: root.pid === 0 ? 'PGS-103' : 'PGS-105',
    also: root.pid === 0 ? ['PGS-105'] : isIdleLong ? ['PGS-101'] : [],
    tier: 'status',
    severity: 'high',
    subject: subjectOf(root, seen),
    title: `${describeRoot(root, seen)} blocks ${count(root.victims.length, 'session')}`,
    detail: `Those behind it wait for ${someOf([...new Set(wants)])}; the longest for ${span(longestWait(root.victims, seen))}.${
      found === undefined ? '' : statementOf(found.row)
    }${heldBy(root.pid, facts)}${vacuum}`,
    evidence: edgeEvidence(root.victims, seen),
    since: found?.row.transaction_start ?? null,
    data: { pid: root.pid, victims: root.victims.slice(0, mostVictims), victims_total: root.victims.length },
    explains: root.victims.map((pid) => ({ code: 'PGS-104', subject: sessionSubject(pid) })),
  };
}

function toCircle(pids: readonly number[], seen: Seen): Draft {
  return {
    code: 'PGS-106',
    tier: 'status',
    subject: sessionSubject(pids[0] ?? 0),
    instances: pids.map(sessionSubject),
    title: `${count(pids.length, 'session')} wait for each other`,
    detail: `Sessions ${someOf(pids.map(String))} wait in a circle. PostgreSQL ends one of them after deadlock_timeout.`,
    evidence: edgeEvidence(pids, seen),
    data: { pids: pids.slice(0, mostVictims) },
  };
}

/** The trees of waits: each root is a cause, those behind it are its consequences. */
export function findBlocking(facts: Facts): readonly Draft[] {
  const rows = facts.sessions?.sessions ?? [];
  const seen: Seen = { facts, byPid: new Map(rows.map((row, index) => [row.pid, { row, index }])) };
  const { roots, circles } = toLockTree(rows);
  const isLong = (pids: readonly number[]): boolean => longestWait(pids, seen) >= facts.thresholds.blocked_sec;
  const counted = roots.filter(({ victims }) => isLong(victims));
  const victims = new Set(counted.flatMap((root) => root.victims));
  const named = [...victims].sort(
    (left, right) => longestWait([right], seen) - longestWait([left], seen) || left - right,
  );
  return [
    ...counted.map((root) => toRoot(root, seen)),
    ...named.slice(0, mostVictims).map((pid) => toVictim(pid, seen)),
    ...(circles.length > 0 && isLong(circles) ? [toCircle(circles, seen)] : []),
  ];
}
