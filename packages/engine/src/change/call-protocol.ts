import { createGrant } from '@cloudops/executor';
import type { ActionContext, ChangeProtocol, Evidence, Plan, Provider, Step } from '@cloudops/spec';
import { createCallLimit } from '../call-limit.ts';
import type { EngineOptions } from '../engine-options.ts';

/** The protocol of a step, with its checked input. */
export type FoundProtocol =
  | {
      readonly kind: 'found';
      readonly provider: Provider;
      readonly protocol: ChangeProtocol;
      readonly input: unknown;
    }
  | { readonly kind: 'impossible'; readonly why: string };

/** Finds how a step's change is made. */
export function findProtocol(plan: Plan, step: Step, providers: readonly Provider[]): FoundProtocol {
  const provider = providers.find(({ name }) => name === step.provider);
  const action = provider?.actions.find(({ name }) => step.action === `${step.provider}.${name}`);
  if (provider === undefined || action?.change === undefined) {
    const why = `${step.action} changes something, and cannot say how to look before and how to take it back; it is never run`;
    return { kind: 'impossible', why };
  }
  if (plan.targets.filter((target) => target.provider === provider.name).length !== 1) {
    return { kind: 'impossible', why: 'a change goes to one target; choose it with --context or --profile' };
  }
  const checked = action.input.safeParse(step.with);
  if (checked.success) return { kind: 'found', provider, protocol: action.change, input: checked.data };
  const issue = checked.error.issues[0];
  const where = issue?.path.join('.') || 'input';
  return { kind: 'impossible', why: `${step.title}: ${where}: ${issue?.message ?? 'has the wrong shape'}` };
}

/** Where a call belongs. */
export interface CallPlace {
  readonly plan: Plan;
  readonly step: Pick<Step, 'timeout_sec'>;
  readonly provider: Provider;
  readonly engine: EngineOptions;
  readonly signal: AbortSignal;
}

/**
 * Calls a provider once, outside of a run, within the step's time-out, also one that ignores its signal. Never throws: a fault
 * of the provider is `unknown`.
 */
export async function callOnce<Output>(
  place: CallPlace,
  work: (context: ActionContext) => Promise<Evidence<Output>>,
): Promise<Evidence<Output>> {
  const { plan, step, provider, engine, signal } = place;
  const target = plan.targets.find((candidate) => candidate.provider === provider.name);
  if (target === undefined) {
    return { status: 'unknown', reason: { kind: 'invalid', message: `the plan has no target of ${provider.name}` } };
  }
  const limit = createCallLimit(Math.min(step.timeout_sec, longestLookSec) * 1000, signal);
  const context: ActionContext = {
    signal: limit.signal,
    clock: engine.executionClock ?? engine.clock,
    target,
    grant: createGrant(plan, provider, engine.principal.id),
    change: { id: 'preview', planId: plan.id },
    notify: () => undefined,
    countCall: () => undefined,
  };
  try {
    return await Promise.race([work(context), limit.expired]);
  } catch (error) {
    if (signal.aborted) return { status: 'unknown', reason: { kind: 'interrupted', message: 'interrupted' } };
    const message = error instanceof Error ? error.message : String(error);
    return { status: 'unknown', reason: { kind: limit.hasTimedOut() ? 'timeout' : 'failed', message } };
  } finally {
    limit.dispose();
  }
}

/** A step's own time-out covers waiting for its effect; looking is quicker. */
const longestLookSec = 60;
