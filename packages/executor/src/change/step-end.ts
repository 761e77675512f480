import type { ChangeOutcome, Json, PlannedStepChange, StepResult } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import { serializeOutput } from '../step/output.ts';
import type { StepEnd } from '../step/run-step.ts';
import { type Standing, toOutcome } from './standing.ts';

/** What is measured of a change. */
export interface ChangeMeasures {
  readonly planned: PlannedStepChange;
  /** Milliseconds since the Unix epoch. */
  readonly started: number;
  readonly ended: number;
  readonly calls: number;
}

function statusOf({ fault }: Standing): Pick<StepResult, 'status' | 'reason'> {
  return fault === undefined ? { status: 'present' } : { status: 'unknown', reason: fault };
}

/** Makes a step's result of where its change stands: present when all went well, else unknown with its output kept. */
export function toStepEnd(
  { step }: BoundStep,
  standing: Standing,
  { planned, started, ended, calls }: ChangeMeasures,
): StepEnd {
  const outcome: ChangeOutcome = toOutcome(planned, standing);
  const output = outcome as unknown as Json;
  const serialized = serializeOutput(output);
  const result: StepResult = {
    step: step.id,
    action: step.action,
    ...statusOf(standing),
    output,
    digest: serialized.digest,
    started_at: new Date(started).toISOString(),
    // A clock that jumps back must not give a negative duration.
    duration_ms: Math.max(0, ended - started),
    calls,
  };
  return { result, serialized };
}
