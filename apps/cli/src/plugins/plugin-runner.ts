import type { PluginRunner } from '@cloudops/plugins';
import type { Assets } from '../composition/assets.ts';

/** The first release of Node whose permission system has a rule for the network. */
const permissionedNode = 25;

/** How processes of plugins are started: by the Node that runs this, or by the standalone binary itself. */
export function findPluginRunner(
  { pluginRunner }: Pick<Assets, 'pluginRunner'>,
  { execPath, versions }: Pick<NodeJS.Process, 'execPath' | 'versions'> = process,
): PluginRunner {
  if (versions.bun !== undefined) {
    return { program: execPath, arguments: ['--plugin-runner'], isPermissioned: false };
  }
  const isPermissioned = Number.parseInt(versions.node, 10) >= permissionedNode;
  return { program: execPath, arguments: [pluginRunner], isPermissioned };
}
