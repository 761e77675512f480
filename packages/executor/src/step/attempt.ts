import type { ActionContext, ActionProgress, Clock } from '@cloudops/spec';
import type { BoundStep } from '../admission/binding.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Timers } from '../timers.ts';
import { checkEvidence } from './output.ts';
import { createUnknown, messageOf, type Outcome, toUnknown } from './settle.ts';

/** How long an action may still take to hand over what it has, once its signal aborted. */
const graceMs = 500;

/** What a call of an action needs from its run. */
export interface AttemptContext {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly stop: StopSignal;
  readonly notify: (progress: ActionProgress) => void;
  readonly countCall: () => void;
}

interface Deadline {
  readonly signal: AbortSignal;
  /** Settles `graceMs` after the signal aborted, with why; never otherwise. */
  readonly expired: Promise<Outcome>;
  dispose(): void;
}

function createDeadline(timeoutSec: number, context: AttemptContext): Deadline {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const cancels: (() => void)[] = [];
  const abort = (outcome: Outcome): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    cancels.push(context.timers.after(graceMs, () => resolve(outcome)));
  };
  const onStop = (): void =>
    abort(toUnknown(context.stop.reason() ?? { kind: 'interrupted', message: 'the run was interrupted' }));
  cancels.push(
    context.timers.after(timeoutSec * 1000, () => abort(createUnknown('timeout', `no answer within ${timeoutSec} s`))),
  );
  if (context.stop.signal.aborted) onStop();
  else context.stop.signal.addEventListener('abort', onStop, { once: true });
  return {
    signal: controller.signal,
    expired: promise,
    dispose: () => {
      for (const cancel of cancels) cancel();
      context.stop.signal.removeEventListener('abort', onStop);
    },
  };
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
