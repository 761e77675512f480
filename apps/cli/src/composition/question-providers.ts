import type { World } from '@cloudops/spec';
import type { Configuration } from '../configuration/configuration.ts';
import type { InstalledPlugins } from '../plugins/installed-plugins.ts';
import type { AwsFlags } from './aws-targeting.ts';

/** What says which providers a question may be about. */
export interface ProviderHints extends AwsFlags {
  readonly configuration: Configuration;
  readonly world: World | null;
  /** A kube context given by hand. */
  readonly context?: string;
  readonly plugins?: Pick<InstalledPlugins, 'providers'> | null;
}

/**
 * The providers that a question may be about where it does not say: those of a recorded world, else those that flags
 * name, else the configured ones; sorted. Undefined where nothing tells: then it may be any.
 */
export function findQuestionProviders(hints: ProviderHints): readonly string[] | undefined {
  if (hints.world !== null) return [...new Set(hints.world.targets.map(({ provider }) => provider))].sort();
  return byFlags(hints) ?? byConfiguration(hints);
}

function byFlags({ context, profile, regions }: ProviderHints): readonly string[] | undefined {
  return listed({ aws: profile !== undefined || regions !== undefined, kubernetes: context !== undefined });
}

/** Whoever installs a plugin means what it reads. */
function byConfiguration({ configuration, plugins }: ProviderHints): readonly string[] | undefined {
  const all = Object.values(configuration.environments);
  const configured = listed({
    aws: all.some(({ aws }) => aws !== undefined),
    kubernetes: all.some(({ contexts }) => contexts.length > 0),
  });
  if (configured === undefined) return undefined;
  return [...configured, ...(plugins?.providers ?? []).map(({ provider }) => provider.name)];
}

function listed(named: Readonly<Record<string, boolean>>): readonly string[] | undefined {
  const names = Object.keys(named).filter((name) => named[name]);
  return names.length === 0 ? undefined : names;
}
