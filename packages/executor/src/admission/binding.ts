import type { Action, CloudOpsError, Plan, Provider, Step, Target } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';

/** A step with the code that runs it and the place it goes to. */
export interface BoundStep {
  readonly step: Step;
  readonly action: Action;
  readonly target: Target;
}

function stale(message: string): CloudOpsError {
  return createExecutorError({
    code: 'STALE_PLAN',
    message: `The plan is stale: ${message}.`,
    nextSteps: ['Make the plan again; nothing has run.'],
  });
}

function findProvider(plan: Plan, step: Step, providers: readonly Provider[]): Provider {
  const provider = providers.find((candidate) => candidate.name === step.provider);
  if (provider === undefined) {
    throw createExecutorError({
      code: 'PROVIDER_NOT_LOADED',
      message: `Step ${step.id} needs provider ${step.provider}, which is not loaded.`,
      nextSteps: [`Install or configure the provider ${step.provider}.`],
    });
  }
  const planned = Object.hasOwn(plan.provider_versions, provider.name)
    ? plan.provider_versions[provider.name]
    : 'no version';
  if (planned === provider.version) return provider;
  throw stale(`it was made for ${provider.name} ${planned}, and ${provider.version} is loaded`);
}

function findAction(step: Step, provider: Provider): Action {
  const action = provider.actions.find((candidate) => `${provider.name}.${candidate.name}` === step.action);
  if (action === undefined) throw stale(`${provider.name} has no action ${step.action} (step ${step.id})`);
  if (action.risk === step.risk_level) return action;
  throw stale(`${step.action} is a ${action.risk}, and step ${step.id} says ${step.risk_level}`);
}

function findTarget(plan: Plan, step: Step): Target {
  const targets = plan.targets.filter((target) => target.provider === step.provider);
  const [target] = targets;
  if (target !== undefined && targets.length === 1) return target;
  throw createExecutorError({
    code: target === undefined ? 'PLAN_INVALID' : 'MANY_TARGETS_NOT_SUPPORTED',
    message: `Step ${step.id} needs one target of ${step.provider}; the plan names ${targets.length}.`,
    nextSteps: ['Plan for one target at a time.'],
  });
}

/**
 * Finds the action and target of every step, before any of them runs.
 * @throws CloudOpsError `PROVIDER_NOT_LOADED`, `STALE_PLAN`, `CHANGES_NOT_SUPPORTED`, `PLAN_INVALID`,
 * `MANY_TARGETS_NOT_SUPPORTED`.
 */
export function bindSteps(plan: Plan, providers: readonly Provider[]): readonly BoundStep[] {
  return plan.steps.map((step) => {
    const action = findAction(step, findProvider(plan, step, providers));
    if (action.risk === 'read') return { step, action, target: findTarget(plan, step) };
    throw createExecutorError({
      code: 'CHANGES_NOT_SUPPORTED',
      message: `Step ${step.id} (${step.action}) is a ${action.risk}; this version runs reads only.`,
      nextSteps: ['Make the change by hand; the plan says what it would be.'],
    });
  });
}
