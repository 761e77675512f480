import { createNodeRunner, type PluginRunner } from '@cloudops/plugins';
import type { Assets } from '../composition/assets.ts';

/** How processes of plugins are started: by the Node that runs this, or by the standalone binary itself. */
export function findPluginRunner(
  { pluginRunner }: Pick<Assets, 'pluginRunner'>,
  { execPath, versions }: Pick<NodeJS.Process, 'execPath' | 'versions'> = process,
): PluginRunner {
  if (versions.bun !== undefined) return { program: execPath, arguments: ['--plugin-runner'], isPermissioned: false };
  return createNodeRunner({ program: execPath, version: versions.node, entry: pluginRunner });
}
