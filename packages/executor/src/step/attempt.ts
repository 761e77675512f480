import type { ActionContext, ActionProgress, Clock } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Timers } from '../timers.ts';
import { createDeadline } from './deadline.ts';
import { checkEvidence } from './output.ts';
import { createUnknown, messageOf, type Outcome } from './settle.ts';

/** What a call of an action needs from its run. */
export interface AttemptContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stop: StopSignal;
  readonly notify: (progress: ActionProgress) => void;
  readonly countCall: () => void;
}

async function callAction(bound: BoundStep, input: unknown, context: ActionContext): Promise<Outcome> {
  try {
    return checkEvidence(bound.action, bound.step.action, await bound.action.doRun(input, context));
  } catch (error) {
    if (context.signal.aborted) return createUnknown('interrupted', messageOf(error));
    return createUnknown('failed', `${bound.step.action} failed: ${messageOf(error)}`);
  }
}

/** The context of one call; what a call says after it was given up is not heard. */
function createActionContext(
  { target, grant }: BoundStep,
  signal: AbortSignal,
  context: AttemptContext,
  isOpen: () => boolean,
): ActionContext {
  return {
    signal,
    clock: context.clock,
    target,
    grant,
    notify: (progress) => {
      if (isOpen()) context.notify(progress);
    },
    countCall: () => {
      if (isOpen()) context.countCall();
    },
  };
}

/**
 * Calls an action once. Ends within its step's time-out or the run's stop plus half a second, also when the action
 * ignores its signal; never throws.
 */
export async function attempt(bound: BoundStep, input: unknown, context: AttemptContext): Promise<Outcome> {
  const deadline = createDeadline(bound.step.timeout_sec, context);
  let open = true;
  const actionContext = createActionContext(bound, deadline.signal, context, () => open);
  try {
    const outcome = await Promise.race([callAction(bound, input, actionContext), deadline.expired]);
    if (!deadline.signal.aborted || outcome.status !== 'unknown') return outcome;
    return withWhy(outcome, bound, context);
  } finally {
    open = false;
    deadline.dispose();
  }
}

/** An aborted action knows only that it was aborted; the run knows why. */
function withWhy(
  outcome: Outcome & { readonly status: 'unknown' },
  bound: BoundStep,
  context: AttemptContext,
): Outcome {
  const reason = context.stop.reason() ?? {
    kind: 'timeout',
    message: `no answer within ${bound.step.timeout_sec} s`,
  };
  return { ...outcome, reason };
}
