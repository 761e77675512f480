import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, flush, run, settings } from '@oclif/core';
import { startPolicyEarly } from './composition/early-policy.ts';
import { reportError } from './errors/report-error.ts';
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
    startPolicyEarly(process.argv.slice(2), dirname(dirname(fileURLToPath(root))));
    await run(process.argv.slice(2), loadConfig === undefined ? { root: fileURLToPath(root) } : await loadConfig());
    await flush();
  } catch (error) {
    reportError(error, process.argv.slice(2));
  }
  await endCommand(process.argv.slice(2));
}
