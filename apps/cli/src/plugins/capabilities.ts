import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from '@cloudops/plugins';
import type { PluginNetwork, PluginProvider, RiskLevel } from '@cloudops/spec';
import type { ProvidedByPlugin } from './installed-plugins.ts';

/** One thing that a plugin brings, and all that it may do. Texts may be the plugin's. */
export interface Capability {
  readonly kind: 'provider' | 'command' | 'playbooks';
  readonly name: string;
  /** What it is for, where the plugin says so; else empty. */
  readonly about: string;
  /** Null where that does not apply. */
  readonly risk: RiskLevel | null;
  readonly network: PluginNetwork | null;
  /** Names of the environment variables that it sees. */
  readonly environment: readonly string[];
  /** Rights that it needs, as `list pods`. */
  readonly permissions: readonly string[];
  /** Its actions with their risk, as `read-health (read)`; empty before any of its code ran. */
  readonly actions: readonly string[];
  /** The finding codes that it can report, likewise. */
  readonly findings: readonly string[];
}

/** A plugin as it is shown and recorded. */
export interface PluginView {
  readonly name: string;
  readonly version: string;
  readonly origin: Plugin['origin'];
  readonly digest: string;
  /** Where it lies; null while it waits for a yes. */
  readonly root: string | null;
  readonly capabilities: readonly Capability[];
  /** How its code is held apart, in a sentence each. */
  readonly isolation: readonly string[];
}

/** What is known of a plugin. */
export interface PluginFacts {
  readonly plugin: Plugin;
  /** What its providers said of themselves; empty before any of its code ran. */
  readonly described: readonly Pick<ProvidedByPlugin, 'provider' | 'description'>[];
  readonly isPermissioned: boolean;
}

/** All that a plugin may do. */
export async function toPluginView({ plugin, described, isPermissioned }: PluginFacts): Promise<PluginView> {
  const { name, version, origin, digest, root } = plugin;
  return {
    ...{ name, version, origin, digest, root },
    capabilities: await listCapabilities(plugin, described),
    isolation: describeIsolation(plugin, isPermissioned),
  };
}

const unstated = { risk: null, network: null, environment: [], permissions: [], actions: [], findings: [] };

async function listCapabilities(
  { manifest, root }: Plugin,
  described: PluginFacts['described'],
): Promise<readonly Capability[]> {
  const { providers = [], commands = [], playbooks } = manifest;
  const own = providers.map(({ name }) => name);
  return [
    ...providers.map((provider) => toProvider(provider, described)),
    ...commands.map(({ name, description, network, environment = [] }): Capability => {
      return { kind: 'command', name, about: description, ...unstated, network, environment };
    }),
    ...(playbooks === undefined ? [] : [await toPlaybooks(playbooks, join(root, playbooks), own)]),
  ];
}

async function toPlaybooks(name: string, folder: string, own: readonly string[]): Promise<Capability> {
  return { kind: 'playbooks', name, about: await describePlaybooks(folder, own), ...unstated };
}

/** The files' names, and what they use of others; what is in them is checked once somebody said yes. */
async function describePlaybooks(folder: string, own: readonly string[]): Promise<string> {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const names = isFolder ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
  if (names.length === 0) return 'none is there';
  const shown = names.sort().map((name) => name.replace(/\.ya?ml$/, ''));
  const { listForeignActions } = await import('./foreign-actions.ts');
  const foreign = await listForeignActions(folder, names, own);
  const used = foreign.length === 0 ? '' : `; uses what is not its own: ${foreign.join(', ')}`;
  return `answers questions by ${shown.join(', ')}${used}`;
}

function toProvider(
  { name, risk, network, environment = [], permissions = [] }: PluginProvider,
  described: PluginFacts['described'],
): Capability {
  const found = described.find(({ provider }) => provider.name === name)?.description;
  return {
    ...{ kind: 'provider', name, about: '', risk, network, environment },
    permissions: permissions.map(({ verb, resource, namespace }) =>
      [verb, resource, ...(namespace === undefined ? [] : [`in ${namespace}`])].join(' '),
    ),
    actions: (found?.actions ?? []).map((action) => `${action.name} (${action.risk})`),
    findings: (found?.findings ?? []).map(({ code }) => code),
  };
}

/** What a risk means for whoever is asked to allow it. */
export function describeRisk(risk: RiskLevel): string {
  if (risk === 'read') return 'only reads';
  return risk === 'write' ? 'reads, and changes things' : 'reads, changes and deletes things';
}

/** What a network means for whoever is asked to allow it. */
export function describeNetwork(network: PluginNetwork, isProvider: boolean): string {
  if (network === 'none') return 'opens no connection';
  if (network === 'sockets') {
    return 'opens connections of its own, to anywhere, and nobody watches them: give it a login that can only read';
  }
  const reads = isProvider ? '; what reads can only send GET and HEAD' : '; it can only send GET and HEAD';
  return `asks over HTTP, through CloudOps, the one address in your configuration${reads}`;
}

function describeIsolation({ origin, manifest }: Plugin, isPermissioned: boolean): readonly string[] {
  const code = [...(manifest.providers ?? []), ...(manifest.commands ?? [])];
  if (code.length === 0) return ['It has no code: its playbooks use the actions of others.'];
  if (!isPermissioned) {
    return [
      'Its code runs in a separate process, without the permission system: nothing keeps it from files, programs and the network. Node 25 or later would.',
    ];
  }
  const files = origin === 'linked' ? 'reads any file that you can, since it is linked,' : 'reads no file but its own,';
  const variables =
    origin === 'linked'
      ? 'It is given those variables of your environment alone that are named here; on Linux the others lie in a file that it could read.'
      : 'It never sees the variables of your environment, but for those named here.';
  return [`Its code runs in a separate process that ${files} writes none, and starts no program.`, variables];
}
