import type {
  Action,
  ActionDescriptor,
  Catalog,
  Json,
  LowerRisk,
  PlanningWorld,
  PlaybookStep,
  Provider,
  RiskByInput,
  Target,
} from '@cloudops/spec';
import { engineError } from './errors.ts';

/** Describes the providers' actions to the playbook checker. */
export function describeActions(providers: readonly Provider[]): readonly ActionDescriptor[] {
  return providers
    .flatMap((provider) => provider.actions.map((action) => describeAction(provider, action)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function describeAction({ name: provider }: Provider, action: Action): ActionDescriptor {
  return {
    name: `${provider}.${action.name}`,
    provider,
    risk: action.risk,
    description: action.description,
    estimated_sec: action.estimatedSec,
    estimated_cost_usd: action.estimatedCostUsd,
    ...(action.riskByInput === undefined ? {} : { risk_varies: true as const }),
  };
}

/**
 * Describes the actions that some playbooks use, to whoever plans or checks these: an action whose risk depends on its
 * input says how high it is for each input that they write.
 */
async function describeUses(providers: readonly Provider[], catalog: Catalog): Promise<readonly ActionDescriptor[]> {
  const actions = new Map(
    providers.flatMap((provider) => provider.actions.map((action) => [`${provider.name}.${action.name}`, action])),
  );
  return Promise.all(
    describeActions(providers).map(async (descriptor) => {
      const by = actions.get(descriptor.name)?.riskByInput;
      if (by === undefined) return descriptor;
      const steps = catalog.entries.flatMap(({ playbook }) =>
        playbook.steps.filter(({ action }) => action === descriptor.name),
      );
      return { ...descriptor, lower_risks: await Promise.all(steps.map((step) => risk(step, by))) };
    }),
  );
}

async function risk({ with: written = {} }: PlaybookStep, by: RiskByInput): Promise<LowerRisk> {
  const values = Object.fromEntries(by.inputs.map((name) => [name, written[name] ?? null]));
  return { with: values, risk: await by.riskOf(values) };
}

/** @throws CloudOpsError `PROVIDER_DUPLICATE` when two providers claim one name. */
export function assertProviderNames(providers: readonly Provider[]): void {
  const names = providers.map((provider) => provider.name);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    throw engineError('PROVIDER_DUPLICATE', `Two providers claim the name "${twice}".`, [
      'See which plugin brings which provider: cloudops plugins list',
      'Remove one of them: cloudops plugins uninstall NAME',
    ]);
  }
}

/** The providers that a playbook's steps name, sorted. */
export function providersOf(catalog: Catalog, name: string): readonly string[] {
  const steps = catalog.entries.find(({ playbook }) => playbook.metadata.name === name)?.playbook.steps ?? [];
  return [...new Set(steps.map(({ action }) => action.split('.')[0] ?? ''))].sort();
}

/** Asks the providers where their actions go; touches no network. */
export async function describeWorld(
  providers: readonly Provider[],
  catalog: Catalog,
  inputs: Readonly<Record<string, Json>>,
): Promise<PlanningWorld> {
  const targets: Target[] = [];
  for (const provider of providers) targets.push(...(await provider.targets()));
  return {
    targets,
    actions: await describeUses(providers, catalog),
    provider_versions: Object.fromEntries(providers.map((provider) => [provider.name, provider.version])),
    inputs,
  };
}
