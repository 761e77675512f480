import type { ChangeOutcome, Plan, Provider, Run, StepResult } from '@cloudops/spec';
import { type ChangeLog, createChangeLog } from './change/change-log.ts';
import { releaseQuietly, takeHold } from './change/execute-changes.ts';
import { findElsewhere } from './change/locate.ts';
import { look } from './change/look.ts';
import { bindPastChanges, type PastChange, type PastRunOptions } from './change/past-run.ts';
import { createReason, notDone, type Standing } from './change/standing.ts';
import { toStepEnd } from './change/step-end.ts';
import { takeBack } from './change/take-back.ts';
import { writeEnd } from './change/write-end.ts';
import type { ExecuteOptions } from './execute-options.ts';
import type { ChangeRecord } from './journal/change-record.ts';
import { countCalls, toRollbackStatus } from './run-status.ts';
import { tell } from './step/step-context.ts';
import { createStopSignal, type StopSignal } from './stop-signal.ts';

/** What taking a run's changes back needs. */
export interface RollbackOptions
  extends PastRunOptions,
    Pick<ExecuteOptions, 'approvals' | 'reservation' | 'costMicroUsd'> {}

/** What became of taking a run's changes back. */
export type RollbackOutcome =
  | { readonly kind: 'not-found' }
  /** It changed nothing that stands. */
  | { readonly kind: 'nothing-to-do'; readonly run: Run }
  /** It goes on, or nobody knows how it ended: resume it first. */
  | { readonly kind: 'unsettled' }
  /** A target is not the place any more where the run changed something, or nobody can tell; nothing was done. */
  | { readonly kind: 'elsewhere'; readonly why: string }
  /** A run of its own; its status says whether all of it was taken back. */
  | { readonly kind: 'ran'; readonly run: Run };

/** What a rollback goes through. */
interface Rollback {
  readonly plan: Plan;
  readonly runId: string;
  readonly newRunId: string;
  /** In the order in which they are taken back. */
  readonly changes: readonly PastChange[];
  readonly records: readonly ChangeRecord[];
  readonly options: RollbackOptions;
  readonly stop: StopSignal;
}

function isStanding({ output }: StepResult): boolean {
  const state = (output as unknown as ChangeOutcome | undefined)?.state;
  return state === 'changed' || state === 'stands';
}

/**
 * Takes the changes of a finished run back, the last first, each only if the world still stands where the change left it.
 * Policy has to be asked before, as for any change. Journaled as a run of its own, with the same plan. Never throws once it began.
 * @param newRunId from `createRunId`.
 * @throws CloudOpsError before anything was done: `PROVIDER_NOT_LOADED`, `STALE_PLAN` when an action is gone,
 * `CHANGE_WITHOUT_PROTOCOL`, `OBJECT_LOCKED`, `BUDGET_EXCEEDED`, `RUN_HELD`, `EVIDENCE_CORRUPT`, and the journal's.
 */
export async function rollbackRun(
  runId: string,
  newRunId: string,
  providers: readonly Provider[],
  options: RollbackOptions,
): Promise<RollbackOutcome> {
  const { journal } = options;
  const beginning = await journal.findBeginning(runId);
  const found = await journal.get(runId);
  if (beginning === undefined || found.kind === 'absent') return { kind: 'not-found' };
  const { plan } = beginning;
  const changing = new Set(plan.change?.steps.map(({ step }) => step));
  const steps = found.run.results.filter((result) => changing.has(result.step) && isStanding(result));
  const records = await journal.listChanges(runId);
  const isOpen = changing.size > 0 && found.outcome === 'outcome unknown';
  if (isOpen || records.some(({ phase }) => phase !== 'settled')) return { kind: 'unsettled' };
  if (steps.length === 0) return { kind: 'nothing-to-do', run: found.run };
  const all = await bindPastChanges(plan, beginning.rolls_back ?? runId, providers, options);
  const changes = all.filter(({ change }) => steps.some(({ step }) => step === change.bound.step.id)).reverse();
  const stop = createStopSignal(options);
  try {
    const elsewhere = await findElsewhere(
      plan,
      changes.map(({ change }) => change),
      providers,
      stop,
    );
    if (elsewhere !== undefined) return { kind: 'elsewhere', why: elsewhere };
    return { kind: 'ran', run: await runRollback({ plan, runId, newRunId, changes, records, options, stop }) };
  } finally {
    stop.dispose();
  }
}

async function runRollback(rollback: Rollback): Promise<Run> {
  const { plan, runId, newRunId, changes, options } = rollback;
  const { journal, principal, approvals, reservation } = options;
  const hold = await takeHold(journal, newRunId);
  let isOver = true;
  try {
    const started_at = new Date(options.clock.now()).toISOString();
    const of = approvals === undefined ? {} : { approvals };
    const steps = changes.map(({ change }) => change.bound.step.id);
    await journal.begin(
      { id: newRunId, plan, started_at, principal, rolls_back: runId, ...of },
      { steps, ...(reservation === undefined ? {} : { reservation }) },
    );
    isOver = false;
    const ended = await takeAllBack(rollback, started_at);
    isOver = ended.isOver;
    return ended.run;
  } finally {
    await releaseQuietly(hold, isOver);
  }
}

async function takeAllBack(
  rollback: Rollback,
  started_at: string,
): Promise<{ readonly run: Run; readonly isOver: boolean }> {
  const { plan, newRunId, changes, options, stop } = rollback;
  const log = createChangeLog(options.journal, newRunId);
  const standings = new Map<string, Standing>();
  const results = new Map<string, StepResult>();
  for (const past of changes) {
    const { bound, planned } = past.binding;
    const started = options.clock.now();
    const standing = await takeOneBack(past, rollback, log);
    const { result } = toStepEnd(bound, standing, {
      planned,
      started,
      ended: options.clock.now(),
      calls: past.calls(),
    });
    standings.set(bound.step.id, standing);
    results.set(bound.step.id, result);
    tell(options, { kind: 'step-finished', step: result.step, result });
  }
  const ended = plan.steps.map(({ id, action }) => results.get(id) ?? createSkipped(id, action, started_at));
  const run: Run = {
    schema_version: 1,
    id: newRunId,
    plan,
    status: toRollbackStatus(ended, [...standings.values()], stop.reason()),
    results: ended,
    started_at,
    finished_at: new Date(options.clock.now()).toISOString(),
    calls: countCalls(plan, ended),
  };
  const sequence = { steps: plan.steps.map(({ id }) => id), standings: () => standings };
  return writeEnd({ run, sequence, unkept: [], options, journal: options.journal });
}

function createSkipped(step: string, action: string, started_at: string): StepResult {
  return { step, action, status: 'skipped', digest: null, started_at, duration_ms: 0, calls: 0 };
}

async function takeOneBack({ change }: PastChange, rollback: Rollback, log: ChangeLog): Promise<Standing> {
  const step = change.bound.step.id;
  const stopped = rollback.stop.reason();
  if (stopped !== undefined) return notDone(stopped);
  const before = rollback.records.find((record) => record.step === step)?.before;
  if (before === undefined) return notDone(createReason('invalid', 'the journal does not say what was there before'));
  tell(rollback.options, { kind: 'step-started', step, action: change.bound.step.action });
  const seen = await look(change, before);
  if (seen.kind === 'unseen') return notDone(seen.reason, { before });
  const { state, versions, message } = seen.sighting;
  if (state === 'before') {
    return { state: 'in-place', message: `It is as it was before the change: ${message}.`, before, versions };
  }
  if (state === 'other') return notDone(createReason('stale', `it has moved since: ${message}`), { before, versions });
  if (before.undo === null) return notDone(createReason('invalid', 'it cannot be taken back'), { before, versions });
  const unwritten = await log.intend(step, before);
  if (unwritten !== undefined) return notDone(unwritten, { before, versions });
  const standing = await takeBack(change, { state: 'changed', message, before, versions }, log);
  if (standing.state === 'undone') return standing;
  return { ...standing, fault: createReason('failed', standing.message) };
}
