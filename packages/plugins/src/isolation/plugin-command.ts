import type { JsonObject, PluginCommand, WireTransport } from '@cloudops/spec';
import { type PluginErrorCode, pluginError } from '../errors.ts';
import type { Plugin } from '../manifest/plugin.ts';
import type { CallEnd } from './call-end.ts';
import { errorText, type PluginFault, toSentence, toThrownFault } from './fault.ts';
import { findChange, startSession } from './open-session.ts';
import type { PluginRunner } from './plugin-runner.ts';
import { realClock } from './real-clock.ts';
import type { Session } from './session.ts';
import type { Variables } from './variables.ts';

/** What {@link runPluginCommand} needs. */
export interface PluginCommandOptions {
  readonly plugin: Plugin;
  /** One of the manifest's. */
  readonly command: PluginCommand;
  /** What stands after the command's name. */
  readonly arguments: readonly string[];
  readonly runner: PluginRunner;
  readonly variables: Variables;
  readonly settings: JsonObject;
  /** The way out, where the command's network is `http`; it sends GET and HEAD only. Closed with the command. */
  readonly transport: WireTransport | null;
  readonly signal: AbortSignal;
  /** Given text in which control characters are visible. */
  print(text: string): void;
  /** Told what the plugin prints past `print`, in lines; for `--verbose`. */
  onPrint?(line: string): void;
}

function fail(plugin: Plugin, fault: PluginFault, code: PluginErrorCode = 'PLUGIN_FAILED'): Error {
  const nextSteps = [`cloudops plugins inspect ${plugin.name}`, `Tell the authors of ${plugin.name}.`];
  return pluginError({ code, message: toSentence(plugin, fault), nextSteps });
}

function toStatus({ plugin, command }: PluginCommandOptions, end: CallEnd): number {
  if (end.kind === 'fault') throw fail(plugin, end.fault);
  if (end.kind === 'threw' && end.error.name === 'CloudOpsError') {
    throw pluginError({
      code: 'PLUGIN_COMMAND_FAILED',
      message: `The command "${command.name}" of ${plugin.name} ${plugin.version} failed: ${errorText(end.error)}.`,
      nextSteps: (end.error.nextSteps ?? []).map((step) => errorText({ name: 'step', message: step })),
    });
  }
  const what = `the command "${command.name}"`;
  if (end.kind === 'threw') throw fail(plugin, toThrownFault(what, end.error), 'PLUGIN_COMMAND_FAILED');
  const { value } = end;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  throw fail(plugin, { kind: 'invalid', why: `returned no exit status from ${what}` }, 'PLUGIN_COMMAND_FAILED');
}

async function run(session: Session, options: PluginCommandOptions): Promise<CallEnd> {
  const { signal, print } = options;
  const opened = await session.opened(signal);
  if (opened.kind === 'fault') return opened;
  return session.call({
    ...{ method: 'run', arguments: options.arguments, signal, clock: realClock, sends: 'reads' },
    print: (text) => print(text),
  });
}

/**
 * Runs a command of a plugin in a process of its own.
 * @returns its exit status, 0 to 255.
 * @throws CloudOpsError `PLUGIN_COMMAND_FAILED` when it throws or returns no status, `PLUGIN_FAILED` when it had to be ended.
 */
export async function runPluginCommand(options: PluginCommandOptions): Promise<number> {
  const { plugin, command, runner, variables, settings, transport, onPrint } = options;
  const change = await findChange(plugin);
  if (change !== undefined) throw fail(plugin, change, 'PLUGIN_CHANGED');
  const session = startSession({
    ...{ plugin, code: command, what: 'command', runner, variables, settings, transport, environment: 'prod' },
    ...(onPrint === undefined ? {} : { onPrint }),
  });
  try {
    return toStatus(options, await run(session, options));
  } finally {
    await session.end();
    await transport?.close();
  }
}
