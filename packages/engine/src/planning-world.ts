import type { ActionDescriptor, Json, PlanningWorld, Provider, Target } from '@cloudops/spec';
import { engineError } from './errors.ts';

/** Describes the providers' actions to the planner and to the playbook checker. */
export function describeActions(providers: readonly Provider[]): readonly ActionDescriptor[] {
  return providers
    .flatMap((provider) =>
      provider.actions.map((action) => ({
        name: `${provider.name}.${action.name}`,
        provider: provider.name,
        risk: action.risk,
        description: action.description,
        estimated_sec: action.estimatedSec,
        estimated_cost_usd: action.estimatedCostUsd,
      })),
    )
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** @throws CloudOpsError `PROVIDER_DUPLICATE` when two providers claim one name. */
export function assertProviderNames(providers: readonly Provider[]): void {
  const names = providers.map((provider) => provider.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    throw engineError('PROVIDER_DUPLICATE', `Two providers claim the name "${twice}".`, ['Remove one of the plugins.']);
  }
}

/** Asks the providers where their actions go; touches no network. */
export async function describeWorld(
  providers: readonly Provider[],
  inputs: Readonly<Record<string, Json>>,
): Promise<PlanningWorld> {
  const targets: Target[] = [];
  for (const provider of providers) targets.push(...(await provider.targets()));
  return {
    targets,
    actions: describeActions(providers),
    provider_versions: Object.fromEntries(providers.map((provider) => [provider.name, provider.version])),
    inputs,
  };
}
