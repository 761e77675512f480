import { existsSync } from 'node:fs';
import { findPaths } from '../../configuration/paths.ts';
import { findRunningCommand } from './running-command.ts';
import { usageFilePath } from './usage-file-path.ts';

/** What is about sharing itself, and what shells call with each press of a key. */
const uncounted = /^(telemetry|completion)/;

/**
 * Counts the command that has just ended, where its use is shared. Fails silently: a full disk is no reason to complain. Loads
 * nothing where nobody ever said yes.
 */
export async function countCommand(environment: NodeJS.ProcessEnv, exitCode: number): Promise<void> {
  const running = findRunningCommand();
  const paths = findPaths(environment, '/');
  const path = usageFilePath(paths);
  if (running === null || uncounted.test(running.command) || !existsSync(path)) return;
  try {
    const { addEndedCommand } = await import('./add-ended-command.ts');
    // Since the process began.
    const ended = { ...running, exit_code: exitCode, durationMs: performance.now() };
    await addEndedCommand(ended, { path, configFile: paths.configFile, environment, now: Date.now() });
  } catch {
    // Nobody is to be bothered with what they share for our sake.
  }
}
