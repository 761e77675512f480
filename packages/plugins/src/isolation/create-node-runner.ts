import { dirname, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginRunner } from './plugin-runner.ts';

/** Which Node runs plugins, and the file that it starts with. */
export interface NodeRunnerOptions {
  /** Absolute path of Node; `process.execPath` fits. */
  readonly program: string;
  /** Its version, such as `process.versions.node`. */
  readonly version: string;
  /** The runner's file, where it was bundled; it may import only what is in or below its folder. This package's own unless stated. */
  readonly entry?: string;
}

/** The first whose permission system covers the network. */
const permissionedMajor = 25;
const modules = `${sep}node_modules${sep}`;

/** This package's own file imports from where it was installed. */
function findReadable(folder: string): string {
  const at = folder.indexOf(modules);
  return at === -1 ? resolve(folder, '../../../..') : folder.slice(0, at + modules.length - 1);
}

function ownRunner(): { readonly entry: string; readonly readable: string; readonly flags: readonly string[] } {
  const folder = dirname(fileURLToPath(import.meta.url));
  const isSource = import.meta.url.endsWith('.ts');
  const entry = resolve(folder, `../runner/main.${isSource ? 'ts' : 'js'}`);
  return { entry, readable: findReadable(folder), flags: isSource ? ['--conditions=@cloudops/source'] : [] };
}

/** How plugins are run by Node. */
export function createNodeRunner({ program, version, entry }: NodeRunnerOptions): PluginRunner {
  const isPermissioned = Number.parseInt(version, 10) >= permissionedMajor;
  const own = entry === undefined ? ownRunner() : { entry, readable: dirname(entry), flags: [] };
  const flags = isPermissioned ? [`--allow-fs-read=${own.readable}${sep}`] : ['--max-old-space-size=512'];
  return { program, arguments: [...flags, ...own.flags, own.entry], isPermissioned };
}
