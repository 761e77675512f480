import type { ChangeOutcome, ChangeState, Provider, Run, StepResult } from '@cloudops/spec';
import { countChanged } from './change/count-changed.ts';
import { findElsewhere } from './change/locate.ts';
import { bindPastChanges, type PastChange, type PastRunOptions } from './change/past-run.ts';
import { settleChange } from './change/settle-change.ts';
import { createReason, notDone, type Standing } from './change/standing.ts';
import { toStepEnd } from './change/step-end.ts';
import type { ChangeRecord } from './journal/change-record.ts';
import type { FoundBeginning, RunOutcome } from './journal/journal.ts';
import { countCalls, toChangeStatus, toRollbackStatus, toRunStatus } from './run-status.ts';
import { tell } from './step/step-context.ts';
import { createStopSignal, type StopSignal } from './stop-signal.ts';

/** What became of a run that was resumed. */
export type ResumeOutcome =
  | { readonly kind: 'not-found' }
  /** A live process is at it. */
  | { readonly kind: 'running' }
  /** It ended, and nothing of it is open. */
  | { readonly kind: 'nothing-to-do'; readonly run: Run }
  /** A target is not the place any more where the run changed something, or nobody can tell; nothing was looked at. */
  | { readonly kind: 'elsewhere'; readonly why: string }
  /** All of its changes are known now, and its objects are free. */
  | { readonly kind: 'settled'; readonly run: Run }
  /** Some could not be looked at; their objects stay locked. To be resumed again. */
  | { readonly kind: 'unknown'; readonly run: Run };

/**
 * Tells what became of a run whose process died, or whose end nobody knew: looks at each change that is open, verifies what was
 * changed, writes it all down, settles the budgets and frees the objects. Changes nothing in a cloud, and begins nothing that
 * was not begun. May be called again, and by several at a time.
 * @throws CloudOpsError `PROVIDER_NOT_LOADED`, `STALE_PLAN`, `CHANGE_WITHOUT_PROTOCOL`, `EVIDENCE_CORRUPT`, and the journal's.
 */
export async function resumeRun(
  runId: string,
  providers: readonly Provider[],
  options: PastRunOptions,
): Promise<ResumeOutcome> {
  const { journal } = options;
  const hold = await journal.hold(runId);
  if (hold === undefined) return { kind: 'running' };
  let isOver = true;
  try {
    // Read once it is held: nobody else moves it now.
    const beginning = await journal.findBeginning(runId);
    const found = await journal.get(runId);
    if (beginning === undefined || found.kind === 'absent') return { kind: 'not-found' };
    isOver = false;
    const records = await journal.listChanges(runId);
    const open = records.filter(({ phase }) => phase !== 'settled');
    isOver = !beginning.is_held || (found.outcome !== 'outcome unknown' && open.length === 0);
    if (isOver) return { kind: 'nothing-to-do', run: found.run };
    const outcome = await settle(
      { beginning, records, open, run: found.run, outcome: found.outcome },
      providers,
      options,
    );
    isOver = outcome.kind === 'settled';
    return outcome;
  } finally {
    await hold.release(isOver);
  }
}

interface OpenRun {
  readonly beginning: FoundBeginning;
  readonly records: readonly ChangeRecord[];
  readonly open: readonly ChangeRecord[];
  readonly run: Run;
  readonly outcome: RunOutcome;
}

async function settle(past: OpenRun, providers: readonly Provider[], options: PastRunOptions): Promise<ResumeOutcome> {
  const { plan, id, rolls_back } = past.beginning;
  const changes = plan.change === undefined ? [] : await bindPastChanges(plan, rolls_back ?? id, providers, options);
  const stop = createStopSignal(options);
  try {
    const touched = changes.filter(({ change }) => past.open.some(({ step }) => step === change.bound.step.id));
    const elsewhere = await findElsewhere(
      plan,
      touched.map(({ change }) => change),
      providers,
      stop,
    );
    if (elsewhere !== undefined) return { kind: 'elsewhere', why: elsewhere };
    return await writeSettled(past, await settleAll(past, changes, stop, options), stop, options);
  } finally {
    stop.dispose();
  }
}

/** One change after another; those that never began did nothing. */
async function settleAll(
  { beginning, records, open, run, outcome }: OpenRun,
  changes: readonly PastChange[],
  stop: StopSignal,
  options: PastRunOptions,
): Promise<readonly StepResult[]> {
  const settled = new Map<string, StepResult>();
  for (const past of changes) {
    const { bound, planned } = past.binding;
    const record = open.find(({ step }) => step === bound.step.id);
    if (record === undefined && outcome !== 'outcome unknown') continue;
    const started = options.clock.now();
    const isSuperseded = isTouchedLater(past, changes, records);
    const standing = await settleOne(
      past,
      record,
      { isRollback: beginning.rolls_back !== undefined, isSuperseded },
      stop,
    );
    const ended = options.clock.now();
    const { result } = toStepEnd(bound, standing, { planned, started, ended, calls: past.calls() });
    settled.set(bound.step.id, result);
    tell(options, { kind: 'step-finished', step: result.step, result });
  }
  return run.results.map((result) => settled.get(result.step) ?? result);
}

function objectsOf({ binding }: PastChange): readonly string[] {
  return binding.planned.objects.map(({ resource }) => JSON.stringify(resource));
}

/** Whether a change that comes later in the plan, and began, touched an object of this one. */
function isTouchedLater(past: PastChange, changes: readonly PastChange[], records: readonly ChangeRecord[]): boolean {
  const own = new Set(objectsOf(past));
  return changes
    .slice(changes.indexOf(past) + 1)
    .filter(({ change }) => records.some(({ step }) => step === change.bound.step.id))
    .some((later) => objectsOf(later).some((object) => own.has(object)));
}

async function settleOne(
  { change }: PastChange,
  record: ChangeRecord | undefined,
  { isRollback, isSuperseded }: { readonly isRollback: boolean; readonly isSuperseded: boolean },
  stop: StopSignal,
): Promise<Standing> {
  if (record === undefined) return notDone(createReason('interrupted', 'its process ended before it was its turn'));
  if (!isRollback) return settleChange({ change, record, isSuperseded }, stop);
  // Such a run only takes back, so what it meant to do was that.
  const phase = record.phase === 'undone' ? 'undone' : 'undoing';
  const standing = await settleChange({ change, record: { ...record, phase }, isSuperseded }, stop);
  if (standing.state !== 'undone') return standing;
  const { fault: _, ...well } = standing;
  return well;
}

function stateOf({ output }: StepResult): ChangeState {
  return (output as unknown as ChangeOutcome | undefined)?.state ?? 'not-done';
}

function chooseStatus({ plan, rolls_back }: FoundBeginning): typeof toChangeStatus {
  if (plan.change === undefined) return (results, _, stopped) => toRunStatus(results, stopped);
  return rolls_back === undefined ? toChangeStatus : toRollbackStatus;
}

async function writeSettled(
  { beginning, run }: OpenRun,
  results: readonly StepResult[],
  stop: StopSignal,
  { clock, journal }: PastRunOptions,
): Promise<ResumeOutcome> {
  const { plan } = beginning;
  const changing = new Set(plan.change?.steps.map(({ step }) => step));
  const changed = results.filter(({ step }) => changing.has(step));
  const standings = changed.map((result) => ({
    state: stateOf(result),
    message: '',
    ...(result.reason === undefined ? {} : { fault: result.reason }),
  }));
  const why = stop.reason() ?? createReason('interrupted', 'its process ended');
  const settled: Run = {
    ...run,
    status: chooseStatus(beginning)(results, standings, why),
    results,
    finished_at: new Date(clock.now()).toISOString(),
    calls: countCalls(plan, results),
  };
  const unsettled = changed.filter((result) => stateOf(result) === 'unknown').map(({ step }) => step);
  // What a dead process used of the others stays as it was set aside.
  const spent = { changes: countChanged(changed) };
  await journal.finish(settled, { changes: results.map(({ step }) => step), unsettled, spent });
  return { kind: unsettled.length === 0 ? 'settled' : 'unknown', run: settled };
}
