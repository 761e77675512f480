import type { SessionRow } from '../reads/sessions.ts';
import { printable } from '../text/printable.ts';
import { count, someOf, span } from '../text/words.ts';
import { type Draft, fact, type Subject } from './draft.ts';
import type { Facts } from './facts.ts';

/** A session as a subject. */
export function sessionSubject(pid: number): Subject {
  return { kind: 'Session', name: String(pid) };
}

/** `role app, application "x"`, as far as it is known. */
export function whoIs({ role, application, database }: Pick<SessionRow, 'role' | 'application' | 'database'>): string {
  const parts = [
    ...(role === null ? [] : [`role ${printable(role, 60)}`]),
    ...(application === null || application === '' ? [] : [`application ${printable(application, 60)}`]),
    ...(database === null ? [] : [`database ${printable(database, 60)}`]),
  ];
  return parts.length === 0 ? 'unknown' : parts.join(', ');
}

/** What it does or did last, masked; empty where that is hidden. */
export function statementOf({ query, state }: Pick<SessionRow, 'query' | 'state'>): string {
  if (query === null) return '';
  const verb = state?.startsWith('idle') === true ? 'Last statement' : 'Statement';
  return ` ${verb} (${query.fingerprint}): ${query.text}.`;
}

/** What the locks of a session stand on, strongest first as far as that is worth saying. */
export function heldBy(pid: number, { locks }: Facts): string {
  const held = (locks?.locks ?? []).filter((lock) => lock.pid === pid && lock.granted && lock.relation !== null);
  const strong = held.filter(({ mode }) => mode !== 'AccessShareLock' && mode !== 'RowShareLock');
  if (strong.length === 0) return '';
  const named = strong.map(({ mode, schema, relation }) => `${mode} on ${schema}.${relation}`);
  return ` It holds ${someOf([...new Set(named)])}.`;
}

/** What it holds of the xmin horizon. */
function horizonOf({ horizon_age: age }: SessionRow): string {
  return age === null ? '' : ` Vacuum cannot remove rows that were deleted in the last ${count(age, 'transaction')}.`;
}

const isClient = ({ backend_type }: SessionRow): boolean => backend_type === 'client backend';
const isIdle = ({ state }: SessionRow): boolean => state?.startsWith('idle in transaction') === true;

function toDraft(row: SessionRow, index: number, facts: Facts): Draft | null {
  const { idle_in_transaction_sec: idleSec, long_transaction_sec: longSec } = facts.thresholds;
  const { pid, state_sec: stateSec, transaction_sec: runs } = row;
  const common = {
    subject: sessionSubject(pid),
    tier: 'status',
    since: row.transaction_start,
    data: { pid, ...(row.query === null ? {} : { fingerprint: row.query.fingerprint }) },
  } as const;
  const tail = `${statementOf(row)}${heldBy(pid, facts)}${horizonOf(row)}`;
  if (isIdle(row) && stateSec !== null && stateSec >= idleSec) {
    return {
      ...common,
      code: 'PGS-101',
      title: `Session ${pid} is idle in a transaction for ${span(stateSec)} (${whoIs(row)})`,
      detail: `The application opened a transaction and does nothing with it.${tail}`,
      evidence: [
        fact('sessions', `sessions.${index}.state`, row.state),
        fact('sessions', `sessions.${index}.state_sec`, stateSec),
      ],
    };
  }
  // Who waits runs for long because of another.
  if (runs === null || runs < longSec || !isClient(row) || row.blocked_by.length > 0) return null;
  return {
    ...common,
    code: 'PGS-102',
    title: `A transaction of session ${pid} runs for ${span(runs)} (${whoIs(row)})`,
    detail: `It may well be meant to.${tail}`,
    evidence: [fact('sessions', `sessions.${index}.transaction_sec`, runs)],
  };
}

/** Sessions that idle in a transaction, transactions that run for long, and prepared ones that were left behind. */
export function findSessions(facts: Facts): readonly Draft[] {
  const { sessions, thresholds } = facts;
  const drafts = (sessions?.sessions ?? []).flatMap((row, index) => toDraft(row, index, facts) ?? []);
  const prepared = (sessions?.prepared ?? []).flatMap((row, index): readonly Draft[] => {
    const { gid, owner, database, prepared_sec: seconds, prepared: since, horizon_age: age } = row;
    if (seconds < thresholds.prepared_sec) return [];
    return [
      {
        code: 'PGS-103',
        tier: 'status',
        subject: { kind: 'PreparedTransaction', name: gid },
        title: `Prepared transaction ${printable(gid, 60)} was left behind ${span(seconds)} ago`,
        detail: `Prepared by ${printable(owner, 60)} in database ${printable(database, 60)}. It keeps its locks. Vacuum cannot remove rows that were deleted in the last ${count(age, 'transaction')}.`,
        evidence: [fact('sessions', `prepared.${index}.prepared_sec`, seconds)],
        since,
      },
    ];
  });
  return [...drafts, ...prepared];
}
