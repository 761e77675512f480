import { existsSync } from 'node:fs';
import { findPaths } from '../../configuration/paths.ts';
import { findRunningCommand } from './running-command.ts';
import {
  addCount,
  type DurationBucket,
  durationBuckets,
  readUsageFile,
  usageFilePath,
  writeUsageFile,
} from './usage-file.ts';
import { findUsageState } from './usage-state.ts';

const limitsMs = [100, 1000, 10_000, 60_000];

/** The bucket of a duration in milliseconds. */
export function toBucket(ms: number): DurationBucket {
  const position = limitsMs.findIndex((limit) => ms < limit);
  return durationBuckets[position] ?? '>=60s';
}

/** Counts the command that has just ended, where its use is shared. Fails silently: a full disk is no reason to complain. */
export async function countCommand(environment: NodeJS.ProcessEnv, exitCode: number): Promise<void> {
  const running = findRunningCommand();
  const paths = findPaths(environment, '/');
  const path = usageFilePath(paths);
  if (running === null || running.command.startsWith('telemetry') || !existsSync(path)) return;
  try {
    const file = readUsageFile(path);
    const { readConfiguration } = await import('../../configuration/configuration.ts');
    const { telemetry: settings } = await readConfiguration(paths.configFile);
    if (file === null || findUsageState({ settings, environment, file }).kind === 'off') return;
    const { command, playbook } = running;
    // Since the process began.
    const duration = toBucket(performance.now());
    writeUsageFile(path, addCount(file, { command, playbook, exit_code: exitCode, duration }, Date.now()));
  } catch {
    // Nobody is to be bothered with what they share for our sake.
  }
}
