import { join } from 'node:path';
import { pluginError } from '../errors.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { isPrintable, toVisibleLine } from '../text/visible.ts';
import type { PluginStoreOptions } from './plugin-store.ts';

/** A name that two want. */
export interface Clash {
  readonly what: 'provider' | 'command' | 'playbook';
  readonly name: string;
  /** Null where it is CloudOps itself. */
  readonly other: Plugin | null;
}

type Names = Readonly<Record<Clash['what'], readonly string[]>>;
type Rules = Pick<PluginStoreOptions, 'reserved' | 'readPlaybookNames'>;

async function readPlaybooks({ manifest, root }: Plugin, { readPlaybookNames }: Rules): Promise<readonly string[]> {
  if (manifest.playbooks === undefined || readPlaybookNames === undefined) return [];
  return readPlaybookNames(join(root, manifest.playbooks));
}

async function namesOf(plugin: Plugin, rules: Rules): Promise<Names> {
  const { providers = [], commands = [] } = plugin.manifest;
  return {
    provider: providers.map(({ name }) => name),
    command: commands.map(({ name }) => name),
    playbook: await readPlaybooks(plugin, rules),
  };
}

/** Of two commands also one that is the first word of the other: who types it could mean both. */
function isSame(what: Clash['what'], left: string, right: string): boolean {
  if (left === right) return true;
  return what === 'command' && (left.startsWith(`${right} `) || right.startsWith(`${left} `));
}

const kinds: readonly Clash['what'][] = ['provider', 'command', 'playbook'];

function findReserved(names: Names, { reserved }: Rules): Clash | undefined {
  const taken: Names = { provider: reserved.providers, command: reserved.commands, playbook: reserved.playbooks };
  for (const what of kinds) {
    const name = names[what].find((one) => taken[what].includes(what === 'command' ? (one.split(' ')[0] ?? one) : one));
    if (name !== undefined) return { what, name, other: null };
  }
  return undefined;
}

/** The first name of a plugin that is taken by CloudOps itself or by another plugin; one with the same package name is the same plugin. */
export async function findClash(plugin: Plugin, others: readonly Plugin[], rules: Rules): Promise<Clash | undefined> {
  const names = await namesOf(plugin, rules);
  const reserved = findReserved(names, rules);
  if (reserved !== undefined) return reserved;
  for (const other of others) {
    if (other.name === plugin.name) continue;
    const taken = await namesOf(other, rules);
    for (const what of kinds) {
      const name = names[what].find((one) => taken[what].some((two) => isSame(what, one, two)));
      if (name !== undefined) return { what, name, other };
    }
  }
  return undefined;
}

/** One sentence that names both. */
export function describeClash({ name, version }: Plugin, { what, name: taken, other }: Clash): string {
  const shown = isPrintable(taken) ? taken : toVisibleLine(taken, 100);
  const whose = other === null ? 'CloudOps itself has' : `the plugin ${other.name} ${other.version} delivers too`;
  return `The plugin ${name} ${version} delivers the ${what} "${shown}", which ${whose}`;
}

/** What to do about a clash. */
export function clashSteps({ name }: Plugin, { other }: Clash): readonly string[] {
  return [`cloudops plugins uninstall ${other === null ? name : `${other.name}, or ${name}: one of the two`}`];
}

/** @throws CloudOpsError `PLUGIN_CLASH` naming both. */
export async function assertNoClash(plugin: Plugin, others: readonly Plugin[], rules: Rules): Promise<void> {
  const clash = await findClash(plugin, others, rules);
  if (clash === undefined) return;
  throw pluginError({
    code: 'PLUGIN_CLASH',
    message: `${describeClash(plugin, clash)}.`,
    nextSteps: clashSteps(plugin, clash),
  });
}
