import type { World } from '@cloudops/spec';
import type { Configuration } from '../configuration/configuration.ts';
import type { AwsFlags } from './aws-targeting.ts';

/** What says which providers a question may be about. */
export interface ProviderHints extends AwsFlags {
  readonly configuration: Configuration;
  readonly world: World | null;
  /** A kube context given by hand. */
  readonly context?: string;
}

/**
 * The providers that a question may be about where it does not say: those of a recorded world, else those that flags
 * name, else the configured ones; sorted. Undefined where nothing tells: then it may be any.
 */
export function findQuestionProviders(hints: ProviderHints): readonly string[] | undefined {
  if (hints.world !== null) return [...new Set(hints.world.targets.map(({ provider }) => provider))].sort();
  return byFlags(hints) ?? byConfiguration(hints.configuration);
}

function byFlags({ context, profile, regions }: ProviderHints): readonly string[] | undefined {
  return listed({ aws: profile !== undefined || regions !== undefined, kubernetes: context !== undefined });
}

function byConfiguration({ environments }: Configuration): readonly string[] | undefined {
  const all = Object.values(environments);
  return listed({
    aws: all.some(({ aws }) => aws !== undefined),
    kubernetes: all.some(({ contexts }) => contexts.length > 0),
  });
}

function listed(named: Readonly<Record<string, boolean>>): readonly string[] | undefined {
  const names = Object.keys(named).filter((name) => named[name]);
  return names.length === 0 ? undefined : names;
}
