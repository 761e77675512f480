import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, flush, run, settings } from '@oclif/core';
import { findAssets } from './composition/assets.ts';
import { startPolicyEarly } from './composition/early-policy.ts';
import { findPaths } from './configuration/paths.ts';
import { isUsageError } from './errors/exit-status.ts';
import { reportError } from './errors/report-error.ts';
import { mayBeForPlugin } from './plugins/may-be-for-plugin.ts';
import { exitOnSignals } from './signals.ts';
import { endCommand } from './telemetry/end-command.ts';

/**
 * Runs the command line.
 * @param root URL of a file in the application's folder.
 * @param signal what came while this file was being loaded; then nothing is begun.
 * @param loadConfig gives oclif's configuration where it cannot be read from files.
 */
export async function main(root: string, signal?: NodeJS.Signals, loadConfig?: () => Promise<Config>): Promise<void> {
  settings.enableAutoTranspile = false;
  // A reader that closes its end (`| head`) has had enough; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const exit = exitOnSignals(process.argv.slice(2));
  if (signal !== undefined) return exit(signal);
  try {
    const argv = process.argv.slice(2);
    startPolicyEarly(argv, dirname(dirname(fileURLToPath(root))));
    if (!(await isDoneByPlugin(argv, root, loadConfig))) {
      await run(argv, loadConfig === undefined ? { root: fileURLToPath(root) } : await loadConfig());
    }
    await flush();
  } catch (error) {
    reportError(error, process.argv.slice(2), await listCommands(error, root, loadConfig));
  }
  await endCommand(process.argv.slice(2));
}

/** Runs what a plugin offers. Without any plugin this costs one look at the disk, and for our own commands nothing. */
async function isDoneByPlugin(
  argv: readonly string[],
  root: string,
  loadConfig: (() => Promise<Config>) | undefined,
): Promise<boolean> {
  const paths = findPaths(process.env, process.cwd());
  if (!mayBeForPlugin(argv, paths)) return false;
  const { runPluginLine } = await import('./plugins/command-line.ts');
  const folder = dirname(dirname(fileURLToPath(root)));
  const toolVersion = async (): Promise<string> =>
    (loadConfig === undefined ? await Config.load(folder) : await loadConfig()).version;
  return runPluginLine(argv, { paths, assets: findAssets(folder), toolVersion });
}

/** What somebody may have meant who typed a command that does not exist. */
async function listCommands(
  error: unknown,
  root: string,
  loadConfig: (() => Promise<Config>) | undefined,
): Promise<readonly string[]> {
  if (!isUsageError(error)) return [];
  const config = loadConfig === undefined ? await Config.load(fileURLToPath(root)) : await loadConfig();
  return config.commandIDs;
}
