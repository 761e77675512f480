import { readConfiguration } from '../../configuration/configuration.ts';
import type { RunningCommand } from './running-command.ts';
import { addCount, type DurationBucket, durationBuckets, readUsageFile, writeUsageFile } from './usage-file.ts';
import { findUsageState } from './usage-state.ts';

/** A command with how it ended. */
interface EndedCommand extends RunningCommand {
  readonly exit_code: number;
  readonly durationMs: number;
}

/** Where it is counted, and what decides whether it is. */
interface CountingPlace {
  readonly path: string;
  readonly configFile: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

const limitsMs = [100, 1000, 10_000, 60_000];

/** The bucket of a duration in milliseconds. */
export function toBucket(ms: number): DurationBucket {
  const position = limitsMs.findIndex((limit) => ms < limit);
  return durationBuckets[position] ?? '>=60s';
}

/** Adds a command to what waits, where its use is shared. @throws CloudOpsError `CONFIG_…`, and the system's errors. */
export async function addEndedCommand(ended: EndedCommand, place: CountingPlace): Promise<void> {
  const { path, configFile, environment, now } = place;
  const file = readUsageFile(path);
  const { telemetry: settings } = await readConfiguration(configFile);
  if (file === null || findUsageState({ settings, environment, file }).kind === 'off') return;
  const { command, playbook, exit_code, durationMs } = ended;
  writeUsageFile(path, addCount(file, { command, playbook, exit_code, duration: toBucket(durationMs) }, now));
}
