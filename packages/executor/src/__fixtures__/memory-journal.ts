import { CloudOpsError, type Run, type StepResult } from '@cloudops/spec';
import type { ChangeRecord } from '../journal/change-record.ts';
import type { Journal, RunBeginning } from '../journal/journal.ts';
import { listObjectKeys } from '../journal/object-locks.ts';
import { now } from './plan.ts';

interface Row {
  readonly beginning: RunBeginning;
  readonly steps: Map<string, StepResult>;
  readonly changes: Map<string, ChangeRecord>;
  run?: Run;
}

/** A journal that forgets, for tests of many runs: without budgets, and with one process. */
export interface MemoryJournal extends Journal {
  /** Objects that are locked, sorted. */
  locked(): readonly string[];
  /** As if the process had died. */
  dropHolds(): void;
}

function missing(run: RunBeginning, step: string, action: string): StepResult {
  const reason = { kind: 'interrupted', message: 'never ended' } as const;
  const { started_at } = run;
  return { step, action, status: 'unknown', reason, digest: null, started_at, duration_ms: 0, calls: 0 };
}

/** Makes an empty journal. */
export function createMemoryJournal(): MemoryJournal {
  const rows = new Map<string, Row>();
  const locks = new Map<string, string>();
  const holds = new Set<string>();
  const updated_at = new Date(now).toISOString();
  const rowOf = (id: string): Row => {
    const row = rows.get(id);
    if (row === undefined) throw new CloudOpsError({ code: 'JOURNAL_FAILED', message: `no run ${id}` });
    return row;
  };
  return {
    locked: () => [...locks.keys()].sort(),
    dropHolds: () => holds.clear(),
    begin: async (beginning, claims = {}) => {
      const keys = listObjectKeys(beginning.plan, (step) => claims.steps?.includes(step) ?? true);
      const held = keys.find((key) => locks.has(key));
      if (held !== undefined) throw new CloudOpsError({ code: 'OBJECT_LOCKED', message: held });
      for (const key of keys) locks.set(key, beginning.id);
      rows.set(beginning.id, { beginning, steps: new Map(), changes: new Map() });
    },
    stepFinished: async (id, result) => void rowOf(id).steps.set(result.step, result),
    finish: async (run, { changes = [], unsettled = [] } = {}) => {
      const row = rowOf(run.id);
      row.run = run;
      for (const result of run.results.filter(({ step }) => changes.includes(step))) row.steps.set(result.step, result);
      for (const [step, record] of row.changes) {
        if (!unsettled.includes(step)) row.changes.set(step, { ...record, phase: 'settled' });
      }
      const stay = listObjectKeys(run.plan, (step) => unsettled.includes(step));
      for (const [key, id] of [...locks]) if (id === run.id && !stay.includes(key)) locks.delete(key);
    },
    list: async () => [],
    get: async (id) => {
      const row = rows.get(id);
      if (row === undefined) return { kind: 'absent' };
      const { beginning, steps, run } = row;
      const { plan, started_at } = beginning;
      const results = plan.steps.map(({ id: step, action }) => steps.get(step) ?? missing(beginning, step, action));
      const status = run?.status ?? 'interrupted';
      const finished_at = run?.finished_at ?? started_at;
      const calls = run?.calls ?? {};
      return {
        kind: 'found',
        outcome: run?.status ?? 'outcome unknown',
        run: { schema_version: 1, id, plan, status, results, started_at, finished_at, calls },
      };
    },
    useTicket: async () => true,
    findBeginning: async (id) => {
      const beginning = rows.get(id)?.beginning;
      return beginning === undefined ? undefined : { ...beginning, is_held: true };
    },
    findPlanUse: async () => undefined,
    hold: async (id) => {
      if (holds.has(id)) return undefined;
      holds.add(id);
      return { release: async () => void holds.delete(id) };
    },
    changeIntended: async (intent) => {
      rowOf(intent.run_id).changes.set(intent.step, { ...intent, phase: 'intent', verification: null, updated_at });
    },
    changeMoved: async ({ runId, step, phase, verification }) => {
      const record = rowOf(runId).changes.get(step);
      if (record === undefined) return;
      rowOf(runId).changes.set(step, { ...record, phase, verification: verification ?? record.verification });
    },
    listChanges: async (id) => [...(rows.get(id)?.changes.values() ?? [])].sort((a, b) => (a.step < b.step ? -1 : 1)),
    readSpending: async () => [],
    typicalDuration: async () => undefined,
    close: async () => {},
  };
}
