import { join } from 'node:path';
import type { JsonObject, PluginCommand, PluginProvider, WireTransport } from '@cloudops/spec';
import type { Plugin } from '../manifest/plugin.ts';
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
  onPrint?(line: string): void;
}

/** Starts a process for a provider or a command of a plugin, and loads its module there. */
export function startSession(options: StartOptions): Session {
  const { plugin, code, what, runner, variables, environment, settings, transport, onPrint } = options;
  return new Session({
    ...{ plugin, runner, variables },
    network: code.network,
    environment: code.environment ?? [],
    onPrint: onPrint ?? (() => {}),
    transport: code.network === 'http' ? transport : null,
    open: { what, file: join(plugin.root, code.module), version: plugin.version, environment, settings },
  });
}
