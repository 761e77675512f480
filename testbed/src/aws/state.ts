import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TestbedError } from '../errors.ts';
import type { ProcessRecord } from '../processes.ts';

/** What a running AWS test bed leaves on disk, so that another process can use or end it. */
export interface AwsState {
  readonly version: 1;
  readonly folder: string;
  readonly endpoint: string;
  readonly processes: readonly ProcessRecord[];
}

const fileName = 'aws-testbed.json';

/** Replaces the state file in one step, so that a reader never sees half of it. */
export async function writeAwsState(state: AwsState): Promise<void> {
  const file = join(state.folder, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * Reads a folder's state; null when there is none.
 * @throws TestbedError `NOT_RUNNING` when the file cannot be understood.
 */
export async function readAwsState(folder: string): Promise<AwsState | null> {
  const file = join(folder, fileName);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as AwsState;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TestbedError({
      code: 'NOT_RUNNING',
      message: `The state of an AWS test bed could not be read from ${file}`,
      nextSteps: ['End its programs by hand if any run, and remove that file.'],
      cause,
    });
  }
}

/** Removes the state file; logs stay. */
export async function removeAwsState(folder: string): Promise<void> {
  await rm(join(folder, fileName), { force: true });
}
