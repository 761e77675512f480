import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ControlPlaneOptions, egressFile } from './control-plane.ts';
import { TestbedError } from './errors.ts';
import type { ProcessRecord } from './processes.ts';

/** What a running test bed leaves on disk, so that another process can use or end it. */
export interface TestbedState {
  readonly version: 1;
  readonly options: ControlPlaneOptions;
  readonly processes: readonly ProcessRecord[];
}

const fileName = 'testbed.json';
const ownFiles = [
  egressFile,
  'pki',
  'etcd',
  'metrics-server',
  'container-logs',
  'admin.conf',
  'controller-manager.conf',
  'scheduler.conf',
  fileName,
];

/** Replaces the state file in one step, so that a reader never sees half of it. */
export async function writeState(state: TestbedState): Promise<void> {
  const file = join(state.options.folder, fileName);
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/**
 * Reads a folder's state; null when no test bed was left there.
 * @throws TestbedError `NOT_RUNNING` when the file cannot be understood.
 */
export async function readState(folder: string): Promise<TestbedState | null> {
  const file = join(folder, fileName);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TestbedState;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TestbedError({
      code: 'NOT_RUNNING',
      message: `The state of a test bed could not be read from ${file}`,
      nextSteps: ['End its programs by hand if any run, and remove that file.'],
      cause,
    });
  }
}

/** Removes what a test bed keeps in its folder, except logs and what others put there. */
export async function removeState(folder: string): Promise<void> {
  for (const name of ownFiles) await rm(join(folder, name), { recursive: true, force: true });
}
