import type { PluginProvider } from '@cloudops/spec';
import type { Plugin } from '../manifest/plugin.ts';
import type { PluginLimits } from '../protocol/limits.ts';
import { checkDescription, descriptionError } from './check-description.ts';
import { findChange, startSession } from './open-session.ts';
import type { PluginRunner } from './plugin-runner.ts';
import type { DescriptionCache, ProviderDescription } from './provider-description.ts';
import type { Variables } from './variables.ts';

/** How {@link describeProvider} is helped. */
export interface DescribeOptions {
  readonly variables: Variables;
  /** Where descriptions are kept, such as a store's; without one the plugin is asked each time. */
  readonly cache?: DescriptionCache;
  readonly signal?: AbortSignal;
  /** Where they differ from the usual ones. */
  readonly limits?: Partial<PluginLimits>;
}

function keyOf({ digest, version }: Plugin, { name, risk }: PluginProvider): string {
  return `${digest.replace(/[^a-z0-9]/g, '-')}-${version.replace(/[^A-Za-z0-9.]/g, '-')}-${name}-${risk}`;
}

async function ask(
  plugin: Plugin,
  provider: PluginProvider,
  runner: PluginRunner,
  { variables, signal, limits }: DescribeOptions,
): Promise<unknown> {
  const change = await findChange(plugin);
  if (change !== undefined) throw descriptionError({ plugin, provider }, change.why, 'PLUGIN_CHANGED');
  const session = startSession({
    ...{ plugin, code: provider, what: 'provider', runner, variables },
    ...{ environment: 'prod', settings: {}, transport: null },
    ...(limits === undefined ? {} : { limits }),
  });
  try {
    const end = await session.opened(signal);
    if (end.kind === 'opened') return end.description;
    throw descriptionError({ plugin, provider }, end.fault.why, 'PLUGIN_FAILED');
  } finally {
    await session.end();
  }
}

/**
 * What a plugin's provider can do. Runs its module in a process of its own, unless the cache knows it.
 * @throws CloudOpsError `PLUGIN_FAILED` when it throws, hangs, floods or ends, `PLUGIN_DESCRIPTION_INVALID` when it is not what its
 * manifest states, `PLUGIN_SPECIFICATION_UNSUPPORTED`.
 */
export async function describeProvider(
  plugin: Plugin,
  provider: PluginProvider,
  runner: PluginRunner,
  options: DescribeOptions,
): Promise<ProviderDescription> {
  const key = keyOf(plugin, provider);
  const kept = await options.cache?.read(key);
  if (kept !== undefined) {
    try {
      return checkDescription(kept, { plugin, provider });
    } catch {
      // A cache is no authority: what is wrong in it is asked anew.
    }
  }
  const said = checkDescription(await ask(plugin, provider, runner, options), { plugin, provider });
  await options.cache?.write(key, said);
  return said;
}
