import type { ChangeOutcome, ChangeState, Json, PlannedStepChange, StepResult } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import { serializeOutput } from '../step/output.ts';
import type { StepEnd } from '../step/run-step.ts';
import { createReason, type Standing, toOutcome } from './standing.ts';

/** What is measured of a change. */
export interface ChangeMeasures {
  readonly planned: PlannedStepChange;
  /** Milliseconds since the Unix epoch. */
  readonly started: number;
  readonly ended: number;
  readonly calls: number;
}

const done: readonly ChangeState[] = ['in-place', 'changed'];

function statusOf(standing: Standing, isDone: boolean): Pick<StepResult, 'status' | 'reason'> {
  if (isDone) return { status: 'present' };
  return { status: 'unknown', reason: standing.fault ?? createReason('failed', standing.message) };
}

/**
 * Makes a step's result of where its change stands.
 * @param isDone whether that is what was wanted; what is changed without fault, and what was in place, unless stated.
 */
export function toStepEnd(
  { step }: BoundStep,
  standing: Standing,
  { planned, started, ended, calls }: ChangeMeasures,
  isDone: boolean = standing.fault === undefined && done.includes(standing.state),
): StepEnd {
  const outcome: ChangeOutcome = toOutcome(planned, standing);
  const output = outcome as unknown as Json;
  const serialized = serializeOutput(output);
  const result: StepResult = {
    step: step.id,
    action: step.action,
    ...statusOf(standing, isDone),
    output,
    digest: serialized.digest,
    started_at: new Date(started).toISOString(),
    // A clock that jumps back must not give a negative duration.
    duration_ms: Math.max(0, ended - started),
    calls,
  };
  return { result, serialized };
}
