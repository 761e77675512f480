import type { Action, CloudOpsError, Grant, Json, Plan, Provider, RiskLevel, Step, Target } from '@cloudops/spec';
import { createExecutorError } from '../errors.ts';
import { createGrant } from './grant.ts';

/** A step with the code that runs it and the place it goes to. */
export interface BoundStep {
  readonly step: Step;
  readonly action: Action;
  readonly target: Target;
  readonly grant: Grant;
}

function stale(message: string): CloudOpsError {
  return createExecutorError({
    code: 'STALE_PLAN',
    message: `The plan is stale: ${message}.`,
    nextSteps: ['Make the plan again; nothing has run.'],
  });
}

/** Policy was asked about a read. What could change something in its name must not even be looked at. */
function untrue({ id, action, provider }: Step): CloudOpsError {
  return createExecutorError({
    code: 'CHANGE_CALLED_READ',
    message: `Step ${id} (${action}) is called a read by its provider, which also says how it changes something; it is never run.`,
    nextSteps: [`Remove the plugin of the provider ${provider}, and tell its author.`],
  });
}

function findProvider(plan: Plan, step: Step, providers: readonly Provider[], isAnyVersion: boolean): Provider {
  const provider = providers.find((candidate) => candidate.name === step.provider);
  if (provider === undefined) {
    throw createExecutorError({
      code: 'PROVIDER_NOT_LOADED',
      message: `Step ${step.id} needs provider ${step.provider}, which is not loaded.`,
      nextSteps: [`Install the plugin that brings ${step.provider}, or configure it: cloudops plugins list`],
    });
  }
  const planned = Object.hasOwn(plan.provider_versions, provider.name)
    ? plan.provider_versions[provider.name]
    : 'no version';
  if (isAnyVersion || planned === provider.version) return provider;
  throw stale(`it was made for ${provider.name} ${planned}, and ${provider.version} is loaded`);
}

function isTemplate(value: Json): boolean {
  return typeof value === 'string' && value.includes('${{');
}

/** The risk of an action with a step's input; values that only a run will know do not lower it. */
async function riskOf({ risk, riskByInput }: Action, step: Step): Promise<RiskLevel> {
  if (riskByInput === undefined) return risk;
  const values = riskByInput.inputs.map((name) => [name, step.with[name] ?? null] as const);
  return values.some(([, value]) => isTemplate(value)) ? risk : riskByInput.riskOf(Object.fromEntries(values));
}

async function findAction(step: Step, provider: Provider): Promise<Action> {
  const action = provider.actions.find((candidate) => `${provider.name}.${candidate.name}` === step.action);
  if (action === undefined) throw stale(`${provider.name} has no action ${step.action} (step ${step.id})`);
  const risk = await riskOf(action, step);
  if (risk === 'read' && action.change !== undefined) throw untrue(step);
  if (risk === step.risk_level) return action;
  throw stale(`${step.action} is a ${risk}, and step ${step.id} says ${step.risk_level}`);
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

/** What {@link bindSteps} needs besides plan and providers. */
export interface BindOptions {
  readonly principal: string;
  /** Whether providers of other versions will do: what was begun with one that is gone must still be looked at. */
  readonly isAnyVersion?: boolean;
}

/**
 * Finds the action and target of every step, before any of them runs.
 * @throws CloudOpsError `PROVIDER_NOT_LOADED`, `STALE_PLAN`, `PLAN_INVALID`, `MANY_TARGETS_NOT_SUPPORTED`,
 * `CHANGE_CALLED_READ`.
 */
export async function bindSteps(
  plan: Plan,
  providers: readonly Provider[],
  { principal, isAnyVersion = false }: BindOptions,
): Promise<readonly BoundStep[]> {
  const grants = new Map<Provider, Grant>();
  const bound: BoundStep[] = [];
  for (const step of plan.steps) {
    const provider = findProvider(plan, step, providers, isAnyVersion);
    const action = await findAction(step, provider);
    const grant = grants.get(provider) ?? createGrant(plan, provider, principal);
    grants.set(provider, grant);
    bound.push({ step, action, target: findTarget(plan, step), grant });
  }
  return bound;
}
