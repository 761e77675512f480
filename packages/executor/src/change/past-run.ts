import type { Plan, Provider } from '@cloudops/spec';
import { bindSteps } from '../admission/binding.ts';
import { bindChanges, type ChangeBinding } from '../admission/change-binding.ts';
import type { ExecuteOptions } from '../execute-options.ts';
import type { Journal } from '../journal/journal.ts';
import { tell } from '../step/step-context.ts';
import { processTimers } from '../timers.ts';
import type { Change } from './change.ts';

/** What looking at a past run needs. */
export interface PastRunOptions extends Pick<ExecuteOptions, 'clock' | 'signal' | 'timers' | 'onEvent'> {
  readonly journal: Journal;
  /** Id of the principal that asks for it now; providers name it to the cloud. */
  readonly principal: string;
}

/** A change of a past run, ready to be looked at. */
export interface PastChange {
  readonly binding: ChangeBinding;
  readonly change: Change;
  calls(): number;
}

/** Makes a change of a past run from its binding. */
function createPastChange(plan: Plan, runId: string, binding: ChangeBinding, options: PastRunOptions): PastChange {
  const { bound, protocol, input } = binding;
  const step = bound.step.id;
  let calls = 0;
  const change: Change = {
    bound,
    protocol,
    input,
    // Of the run that made it: a provider may know its change by that.
    mark: { id: `${runId}/${step}`, planId: plan.id },
    clock: options.clock,
    timers: options.timers ?? processTimers,
    notify: (progress) => tell(options, { kind: 'step-progress', step, progress }),
    countCall: () => {
      calls += 1;
    },
  };
  return { binding, change, calls: () => calls };
}

/**
 * Finds how the changes of a past run were made, with whatever versions of the providers are loaded.
 * @param runId the run that made them.
 * @throws CloudOpsError `PROVIDER_NOT_LOADED`, `STALE_PLAN` when an action is gone, `CHANGE_WITHOUT_PROTOCOL`, `PLAN_INVALID`.
 */
export async function bindPastChanges(
  plan: Plan,
  runId: string,
  providers: readonly Provider[],
  options: PastRunOptions,
): Promise<readonly PastChange[]> {
  const steps = await bindSteps(plan, providers, { principal: options.principal, isAnyVersion: true });
  return bindChanges(plan, steps).map((binding) => createPastChange(plan, runId, binding, options));
}
