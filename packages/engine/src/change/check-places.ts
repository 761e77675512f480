import type { Plan, Provider } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { type Refusal, refused, stale } from './check-plan.ts';
import { locatePlaces } from './locate.ts';

/**
 * Refuses a plan whose targets are not the clusters or accounts that they were, or that belong to another environment than
 * the plan says: a context can be renamed or pointed elsewhere, a place says itself which one it is.
 */
export async function checkPlaces(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Refusal | null> {
  if (plan.change === undefined) return null;
  const located = await locatePlaces(plan, providers, engine, signal);
  if (located.kind === 'unknown') {
    const why = `Which place ${located.provider} reaches could not be told: ${located.reason.message}. Nothing was changed.`;
    return stale('place-moved', why);
  }
  for (const { provider, target, identity } of plan.change.places) {
    const now = located.places.find((place) => place.provider === provider && place.target === target)?.identity;
    if (now !== identity) {
      const why = `${provider} "${target}" was ${identity} when the plan was made, and is ${now ?? 'nothing'} now. Plan again.`;
      return stale('place-moved', why);
    }
  }
  const misfit = findMisfit(plan, engine);
  return misfit === null ? null : refused('place-moved', misfit);
}

/** Refuses what would be decided for an environment that a plan's targets do not belong to any more. */
export async function checkEnvironment(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
): Promise<Refusal | null> {
  const targets = (await Promise.all(providers.map((provider) => provider.targets()))).flat();
  for (const { provider, name, environment } of plan.targets) {
    const now = targets.find((target) => target.provider === provider && target.name === name)?.environment;
    if (now === environment) continue;
    const is = now === undefined ? 'is none of the targets' : `belongs to ${now}`;
    const why = `${provider} "${name}" belonged to ${environment} then, and ${is} now. Set the environments as they were, or plan anew.`;
    return stale('target-moved', why);
  }
  const misfit = findMisfit(plan, engine);
  return misfit === null ? null : refused('place-moved', misfit);
}

/** Why a bound plan's places or objects do not belong to the environment that it names; null when they do, or nothing tells. */
export function findMisfit(plan: Plan, engine: EngineOptions): string | null {
  const { change } = plan;
  if (change === undefined || engine.environmentOfPlace === undefined) return null;
  const objects = change.steps.flatMap((step) => step.objects);
  for (const { provider, target, identity } of change.places) {
    const environment = plan.targets.find((each) => each.provider === provider && each.name === target)?.environment;
    const own = objects.filter(({ resource }) => resource.provider === provider);
    const namespaces = [...new Set(own.map(({ resource }) => resource.namespace ?? ''))].sort();
    const fit = engine.environmentOfPlace({ environment: environment ?? 'prod', identity, namespaces });
    if (fit.kind === 'mismatch') return `${fit.why} It counts as ${fit.environment}: plan for that environment.`;
  }
  return null;
}
