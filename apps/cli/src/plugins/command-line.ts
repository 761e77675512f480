import type { Plugin, PluginEntry } from '@cloudops/plugins';
import type { PluginCommand } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import type { Paths } from '../configuration/paths.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { listenForInterruption } from '../signals.ts';
import { showControls } from '../visible-controls.ts';
import { noSuchCommand, renderCommandHelp } from './command-help.ts';
import { brokenPluginError } from './describe-broken.ts';
import { listPlugins } from './find-plugin.ts';
import { runCommand } from './run-command.ts';

/** Where a command line is run. */
export interface CommandLinePlace {
  readonly paths: Paths;
  readonly assets: Assets;
  toolVersion(): Promise<string>;
}

/** A command of a plugin. */
export interface OfferedCommand {
  readonly plugin: Plugin;
  readonly command: PluginCommand;
}

/**
 * Runs the plugin's command that a command line names, and sets the exit status.
 * @returns false where no plugin has a command that begins with this word.
 * @throws CloudOpsError `USAGE` where the second word is none, `PLUGIN_BROKEN` where only a broken plugin may know the command.
 */
export async function runPluginLine(argv: readonly string[], place: CommandLinePlace): Promise<boolean> {
  const [word = ''] = argv;
  const entries = await listPlugins(place);
  const offered = entries.flatMap(commandsOf).filter(({ command }) => command.name.split(' ')[0] === word);
  if (offered.length === 0) {
    const broken = entries.flatMap((entry) => (entry.kind === 'broken' ? [entry] : []));
    if (broken.length > 0) throw brokenPluginError(`No plugin that works has the command "${word}".`, broken);
    return false;
  }
  const named = offered.find(({ command }) => isNamed(command, argv));
  const wantsHelp = argv.includes('--help') || argv.includes('-h');
  if (wantsHelp) process.stdout.write(renderCommandHelp(named === undefined ? offered : [named]));
  else if (named === undefined) throw noSuchCommand(argv, offered);
  else await run(named, argv.slice(named.command.name.split(' ').length), place);
  return true;
}

function commandsOf(entry: PluginEntry): readonly OfferedCommand[] {
  if (entry.kind === 'broken') return [];
  return (entry.plugin.manifest.commands ?? []).map((command) => ({ plugin: entry.plugin, command }));
}

/** A command of two words goes before one of the first word alone. */
function isNamed({ name }: PluginCommand, argv: readonly string[]): boolean {
  const words = name.split(' ');
  return words.every((word, index) => argv[index] === word);
}

async function run(offered: OfferedCommand, rest: readonly string[], place: CommandLinePlace): Promise<void> {
  const { signal, isInterrupted, dispose } = listenForInterruption(null);
  const print = (text: string): void => {
    process.stdout.write(showControls(text));
  };
  try {
    const toolVersion = await place.toolVersion();
    const status = await runCommand(offered, { ...place, toolVersion, arguments: rest, signal, print });
    process.exitCode = isInterrupted() ? exitStatus.interrupted : status;
  } catch (error) {
    if (!isInterrupted()) throw error;
    process.exitCode = exitStatus.interrupted;
  } finally {
    dispose();
  }
}
