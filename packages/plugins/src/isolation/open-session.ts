import { join } from 'node:path';
import type { JsonObject, PluginCommand, PluginProvider, WireTransport } from '@cloudops/spec';
import type { Plugin } from '../manifest/plugin.ts';
import { digestPlugin } from '../manifest/read-plugin.ts';
import { defaultLimits, type PluginLimits } from '../protocol/limits.ts';
import type { PluginFault } from './fault.ts';
import type { PluginRunner } from './plugin-runner.ts';
import { Session } from './session.ts';
import type { Variables } from './variables.ts';

/** What is needed to start any code of a plugin. */
export interface StartOptions {
  readonly plugin: Plugin;
  readonly code: PluginProvider | PluginCommand;
  readonly what: 'provider' | 'command';
  readonly runner: PluginRunner;
  readonly variables: Variables;
  readonly environment: string;
  readonly settings: JsonObject;
  readonly transport: WireTransport | null;
  /** Where they differ from the usual ones. */
  readonly limits?: Partial<PluginLimits>;
  onPrint?(line: string): void;
}

/** What changed since a plugin was accepted; one that is linked may change. */
export async function findChange({ root, origin, digest }: Plugin): Promise<PluginFault | undefined> {
  if (origin === 'linked') return undefined;
  const now = await digestPlugin(root, origin).catch(() => 'unreadable');
  if (now === digest) return undefined;
  return { kind: 'invalid', why: 'has other files than those that were accepted, and was not started' };
}

/** Starts a process for a provider or a command of a plugin, and loads its module there. */
export function startSession(options: StartOptions): Session {
  const { plugin, code, what, runner, variables, environment, settings, transport, onPrint } = options;
  return new Session({
    ...{ plugin, runner, variables },
    limits: { ...defaultLimits, ...options.limits },
    network: code.network,
    environment: code.environment ?? [],
    onPrint: onPrint ?? (() => {}),
    transport: code.network === 'http' ? transport : null,
    open: { what, file: join(plugin.root, code.module), version: plugin.version, environment, settings },
  });
}
