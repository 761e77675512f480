import type { ExpressionScope, Json, StepResult, StepStatus } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import { runForeach } from './foreach.ts';
import { resolveInput, resolveWhen } from './input.ts';
import { type SerializedOutput, serializeOutput } from './output.ts';
import { attemptWithRetry } from './retry.ts';
import { createUnknown, messageOf, type Outcome, toUnknown } from './settle.ts';
import type { StepContext } from './step-context.ts';

/** What became of a step, with the bytes to keep of its output. */
export interface StepEnd {
  readonly result: StepResult;
  readonly serialized?: SerializedOutput;
}

type Ending = Outcome | { readonly status: 'skipped'; readonly output?: undefined; readonly reason?: undefined };

/** Resolves the input for one scope and calls the action, in a free slot of the run. */
async function runOnce(bound: BoundStep, scope: ExpressionScope, context: StepContext): Promise<Outcome> {
  const stopped = context.stop.reason();
  if (stopped !== undefined) return toUnknown(stopped);
  const input = resolveInput(bound.step, bound.action, context.expressions, scope);
  if (input.kind === 'fault') return input.outcome;
  return context.inSlot(() => {
    if (!context.stop.signal.aborted) context.started();
    return attemptWithRetry(bound, input.value, context);
  });
}

async function runOutcome(bound: BoundStep, scope: ExpressionScope, context: StepContext): Promise<Ending> {
  const stopped = context.stop.reason();
  if (stopped !== undefined) return toUnknown(stopped);
  const when = resolveWhen(bound.step, context.expressions, scope);
  if (when.kind === 'fault') return when.outcome;
  if (!when.value) return { status: 'skipped' };
  const { foreach } = bound.step;
  if (foreach === undefined) return runOnce(bound, scope, context);
  return runForeach({ ...bound.step, foreach }, context.expressions, scope, (itemScope) =>
    runOnce(bound, itemScope, context),
  );
}

/** Serialises an outcome's output; one that JSON cannot carry makes the outcome unknown. */
function serialize(
  action: string,
  ending: Ending,
): { readonly ending: Ending; readonly serialized?: SerializedOutput } {
  if (ending.output === undefined) return { ending };
  try {
    return { ending, serialized: serializeOutput(ending.output) };
  } catch (error) {
    const message = `${action} returned an output that JSON cannot carry: ${messageOf(error)}`;
    return { ending: createUnknown('invalid', message) };
  }
}

interface Measured {
  readonly started: number;
  readonly ended: number;
  readonly calls: number;
}

function toResult(bound: BoundStep, ending: Ending, digest: string | null, measured: Measured): StepResult {
  const status: StepStatus = ending.status;
  const output: { output?: Json } = ending.output === undefined ? {} : { output: ending.output };
  const reason = ending.reason === undefined ? {} : { reason: ending.reason };
  return {
    step: bound.step.id,
    action: bound.step.action,
    status,
    ...output,
    ...reason,
    digest,
    started_at: new Date(measured.started).toISOString(),
    // A clock that jumps back must not give a negative duration.
    duration_ms: Math.max(0, measured.ended - measured.started),
    calls: measured.calls,
  };
}

/** Runs one step to its end: `when`, `foreach`, input, calls, checks. Never throws. */
export async function runStep(bound: BoundStep, scope: ExpressionScope, context: StepContext): Promise<StepEnd> {
  const started = context.clock.now();
  const outcome = await runOutcome(bound, scope, context);
  const { ending, serialized } = serialize(bound.step.action, outcome);
  const measured = { started, ended: context.clock.now(), calls: context.calls() };
  const result = toResult(bound, ending, serialized?.digest ?? null, measured);
  return serialized === undefined ? { result } : { result, serialized };
}
