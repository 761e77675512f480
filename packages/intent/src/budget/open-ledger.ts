import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Clock, CloudOpsError } from '@cloudops/spec';
import { intentError } from '../errors.ts';
import type { BudgetLedger, CachedUse, Reservation, ReservationRequest, Settlement } from './ledger.ts';
import { inTransaction, openPrivateDatabase } from './private-file.ts';
import type { BudgetStatus } from './status.ts';
import { queryUsage } from './usage.ts';

/** Where the ledger is, and what it allows. */
export interface LedgerOptions {
  /** Created when missing, with its folder. */
  readonly path: string;
  readonly clock: Pick<Clock, 'now'>;
  /** For one user and month, in micro-dollars; a user's own entry goes before `default`. None unless given. */
  readonly monthlyMicroUsd?: { readonly default?: number; readonly users?: Readonly<Record<string, number>> };
  /** Calls of one user within any 60 seconds. None unless given. */
  readonly callsPerMinute?: number;
  /** When a reservation that was never settled no longer counts; 10 minutes unless given. */
  readonly reservationMs?: number;
}

const layout = `
CREATE TABLE IF NOT EXISTS calls (
  id TEXT PRIMARY KEY, user TEXT NOT NULL, month TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL,
  parser TEXT NOT NULL, model TEXT NOT NULL, playbook TEXT, cached INTEGER NOT NULL DEFAULT 0,
  reserved INTEGER NOT NULL, expires INTEGER NOT NULL, settled INTEGER,
  input_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS calls_by_user_month ON calls (user, month);
CREATE INDEX IF NOT EXISTS calls_by_time ON calls (at);`;

const warnFrom = 0.8;
const minuteMs = 60_000;

/**
 * Opens the ledger, a SQLite file that any number of processes share.
 * @throws CloudOpsError `LEDGER_UNUSABLE` when the file cannot be opened or is no ledger.
 */
export function openBudgetLedger(options: LedgerOptions): BudgetLedger {
  const database = guard(options.path, () => openPrivateDatabase(options.path, layout));
  const run = <Result>(work: () => Result): Result => guard(options.path, work);
  return {
    reserve: (request) => run(() => inTransaction(database, () => reserve(database, options, request))),
    settle: (id, settlement) => run(() => settle(database, id, settlement)),
    name: (ids, playbook) =>
      run(() => {
        for (const id of ids) database.prepare('UPDATE calls SET playbook = ? WHERE id = ?').run(playbook, id);
      }),
    noteCached: (use) => run(() => noteCached(database, options, use)),
    status: (user) => run(() => readStatus(database, options, user)),
    usage: (query) => run(() => queryUsage(database, query)),
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function guard<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (CloudOpsError.isInstance(error)) throw error;
    throw intentError(
      'LEDGER_UNUSABLE',
      `The ledger of model budgets at ${path} could not be used.`,
      ['Check that the folder exists, is yours and has room.', 'Move the file away to begin a new ledger.'],
      error,
    );
  }
}

function reserve(database: DatabaseSync, options: LedgerOptions, request: ReservationRequest): Reservation {
  if (!Number.isSafeInteger(request.microUsd) || request.microUsd < 0) {
    throw intentError('LEDGER_UNUSABLE', 'A reservation must be a whole number of micro-dollars, 0 or more.', []);
  }
  const now = options.clock.now();
  const tooOften = checkRate(database, options, request.user, now);
  if (tooOften !== null) return tooOften;
  const { spent, reserved, limit } = readStatus(database, options, request.user);
  const after = spent + reserved + request.microUsd;
  if (limit !== null && after > limit) {
    const why = `The month's budget for models is used up: ${usd(spent + reserved)} of ${usd(limit)} is spent or reserved, and the question may cost up to ${usd(request.microUsd)}.`;
    return { kind: 'over-budget', why };
  }
  const id = randomUUID();
  insert(database, {
    id,
    now,
    use: { ...request, playbook: null },
    reserved: request.microUsd,
    options,
    cached: false,
  });
  const isNear = limit !== null && after >= warnFrom * limit;
  return {
    kind: 'reserved',
    id,
    warning: isNear ? `${usd(after)} of the month's ${usd(limit)} for models is spent or reserved.` : null,
  };
}

function checkRate(database: DatabaseSync, options: LedgerOptions, user: string, now: number): Reservation | null {
  const most = options.callsPerMinute;
  if (most === undefined) return null;
  const recent = database
    .prepare('SELECT at FROM calls WHERE user = ? AND cached = 0 AND at > ? ORDER BY at DESC LIMIT ?')
    .all(user, now - minuteMs, most);
  if (recent.length < most) return null;
  const oldest = Number(recent.at(-1)?.at ?? now);
  const retryAfterMs = Math.max(0, oldest + minuteMs - now);
  return {
    kind: 'too-often',
    retryAfterMs,
    why: `More than ${most} questions to a model within a minute; wait ${Math.ceil(retryAfterMs / 1000)} s.`,
  };
}

interface NewCall {
  readonly id: string;
  readonly now: number;
  readonly use: CachedUse;
  readonly reserved: number;
  readonly options: LedgerOptions;
  readonly cached: boolean;
}

function insert(database: DatabaseSync, { id, now, use, reserved, options, cached }: NewCall): void {
  const day = new Date(now).toISOString().slice(0, 10);
  database
    .prepare(
      `INSERT INTO calls (id, user, month, day, at, parser, model, playbook, cached, reserved, expires, settled)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      id,
      use.user,
      day.slice(0, 7),
      day,
      now,
      use.parser,
      use.model,
      use.playbook,
      cached ? 1 : 0,
      reserved,
      now + (options.reservationMs ?? 10 * minuteMs),
      cached ? 0 : null,
    );
}

function noteCached(database: DatabaseSync, options: LedgerOptions, use: CachedUse): void {
  insert(database, { id: randomUUID(), now: options.clock.now(), use, reserved: 0, options, cached: true });
}

function settle(database: DatabaseSync, id: string, { microUsd, inputTokens, outputTokens }: Settlement): void {
  database
    .prepare('UPDATE calls SET settled = ?, input_tokens = ?, output_tokens = ? WHERE id = ? AND settled IS NULL')
    .run(microUsd, inputTokens, outputTokens, id);
}

function readStatus(database: DatabaseSync, options: LedgerOptions, user: string): BudgetStatus {
  const now = options.clock.now();
  const month = new Date(now).toISOString().slice(0, 7);
  const sums = database
    .prepare(
      `SELECT coalesce(sum(settled), 0) AS spent,
        coalesce(sum(CASE WHEN settled IS NULL AND expires > ? THEN reserved END), 0) AS reserved
      FROM calls WHERE user = ? AND month = ?`,
    )
    .get(now, user, month);
  const [spent, reserved] = [Number(sums?.spent ?? 0), Number(sums?.reserved ?? 0)];
  const own = options.monthlyMicroUsd?.users;
  const limit = (own !== undefined && Object.hasOwn(own, user) ? own[user] : options.monthlyMicroUsd?.default) ?? null;
  return { user, month, spent, reserved, limit, left: limit === null ? null : Math.max(0, limit - spent - reserved) };
}

function usd(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(microUsd > 0 && microUsd < 10_000 ? 6 : 2)}`;
}
