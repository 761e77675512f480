import type { Plan, StepResult, UnknownReason } from '@cloudops/spec';
import type { ChangeBinding } from '../admission/change-binding.ts';
import type { ExecuteOptions } from '../execute-options.ts';
import type { Journal } from '../journal/journal.ts';
import type { StepEnd } from '../step/run-step.ts';
import { messageOf } from '../step/settle.ts';
import { tell } from '../step/step-context.ts';
import type { StopSignal } from '../stop-signal.ts';
import { processTimers } from '../timers.ts';
import type { Change } from './change.ts';
import { type ChangeLog, createChangeLog } from './change-log.ts';
import { makeChange } from './make-change.ts';
import { createReason, notDone, type Standing } from './standing.ts';
import { toStepEnd } from './step-end.ts';
import { takeBack } from './take-back.ts';

/** The changes of one run, in the plan's order, one at a time. */
export interface ChangeSequence {
  /** The steps that change something, in the plan's order. */
  readonly steps: readonly string[];
  /**
   * Makes a step's change, or says why not; when that ends the sequence, everything done is taken back before it returns.
   * Never throws.
   * @param needed results of the steps that it needs.
   * @returns undefined for a step that changes nothing.
   */
  run(step: string, needed: readonly StepResult[]): Promise<StepEnd | undefined>;
  /** What became of each change so far; those of earlier steps move when a later one fails. */
  ends(): readonly StepEnd[];
  standings(): ReadonlyMap<string, Standing>;
}

/** What {@link createChangeSequence} is made from. */
export interface ChangeSequenceOptions {
  readonly plan: Plan;
  readonly changes: readonly ChangeBinding[];
  readonly stop: StopSignal;
  readonly options: ExecuteOptions;
  readonly journal: Journal;
}

/** One change on its way. */
interface Entry {
  readonly binding: ChangeBinding;
  readonly change: Change;
  readonly calls: () => number;
  started: number;
  ended: number;
  standing: Standing;
}

const later: UnknownReason = createReason('interrupted', 'the run ended before it was its turn');

function createEntry(binding: ChangeBinding, { plan, options }: ChangeSequenceOptions): Entry {
  const { bound, protocol, input } = binding;
  const { step } = bound;
  const { clock } = options;
  let calls = 0;
  const change: Change = {
    bound,
    protocol,
    input,
    mark: { id: `${options.runId}/${step.id}`, planId: plan.id },
    clock,
    timers: options.timers ?? processTimers,
    notify: (progress) => tell(options, { kind: 'step-progress', step: step.id, progress }),
    countCall: () => {
      calls += 1;
    },
  };
  const now = clock.now();
  return { binding, change, calls: () => calls, started: now, ended: now, standing: notDone(later) };
}

function findMissing(needed: readonly StepResult[]): UnknownReason | undefined {
  const missing = needed.find(({ status }) => status === 'unknown');
  if (missing === undefined) return undefined;
  return createReason('unavailable', `step ${missing.step}, which it needs, stayed unknown`);
}

/** Takes back all that stands, the last first. What cannot be taken back does not keep the others. */
async function takeAllBack(entries: readonly Entry[], failed: Entry, log: ChangeLog): Promise<void> {
  const { fault } = failed.standing;
  for (const entry of [...entries].reverse()) {
    const { change, standing } = entry;
    if (standing.state !== 'changed' && standing.state !== 'stands') continue;
    change.notify({ message: 'taking it back' });
    const why = createReason(fault?.kind ?? 'failed', `step ${failed.change.bound.step.id} failed: ${fault?.message}`);
    const taken = await guard(standing, () => takeBack(change, standing, log));
    entry.standing = { fault: why, ...taken };
    entry.ended = change.clock.now();
  }
}

/** The last net: whatever goes wrong in here, a change that may have been made is never forgotten. */
async function guard(known: Standing, work: () => Promise<Standing>): Promise<Standing> {
  try {
    return await work();
  } catch (error) {
    const message = `Nobody knows how it ended: ${messageOf(error)}.`;
    return { ...known, state: 'unknown', message, fault: createReason('failed', messageOf(error)) };
  }
}

/** Prepares the changes of a run; nothing is called before {@link ChangeSequence.run}. */
export function createChangeSequence(given: ChangeSequenceOptions): ChangeSequence {
  const { options, stop } = given;
  const log = createChangeLog(given.journal, options.runId);
  const entries = given.changes.map((binding) => createEntry(binding, given));
  let failed: Entry | undefined;
  const make = async ({ change, binding }: Entry, needed: readonly StepResult[]): Promise<Standing> => {
    if (failed !== undefined) {
      return notDone(createReason('failed', `step ${failed.change.bound.step.id}, which comes before it, failed`));
    }
    const fault = stop.reason() ?? findMissing(needed);
    if (fault !== undefined) return notDone(fault);
    tell(options, { kind: 'step-started', step: change.bound.step.id, action: change.bound.step.action });
    return makeChange({ change, planned: binding.planned, log, stop });
  };
  const run = async (step: string, needed: readonly StepResult[]): Promise<StepEnd | undefined> => {
    const entry = entries.find(({ change }) => change.bound.step.id === step);
    if (entry === undefined) return undefined;
    entry.started = options.clock.now();
    entry.standing = await guard(entry.standing, () => make(entry, needed));
    entry.ended = options.clock.now();
    if (entry.standing.fault !== undefined && failed === undefined) {
      failed = entry;
      await takeAllBack(entries, entry, log);
    }
    return endOf(entry);
  };
  return {
    steps: entries.map(({ change }) => change.bound.step.id),
    run,
    ends: () => entries.map(endOf),
    standings: () => new Map(entries.map(({ change, standing }) => [change.bound.step.id, standing])),
  };
}

function endOf(entry: Entry): StepEnd {
  const { binding, standing, started, ended } = entry;
  return toStepEnd(binding.bound, standing, { planned: binding.planned, started, ended, calls: entry.calls() });
}
