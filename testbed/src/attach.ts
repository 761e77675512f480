import { resolve } from 'node:path';
import { isRunning } from './processes.ts';
import { readState, removeState, type TestbedState } from './state.ts';
import { createAdminClient, LocalTestbed, type Testbed } from './testbed.ts';

/** What a folder holds. */
export type TestbedStatus =
  | { readonly kind: 'none' }
  /** Programs that were started and have ended, by name. */
  | { readonly kind: 'broken'; readonly ended: readonly string[]; readonly testbed: Testbed }
  | { readonly kind: 'running'; readonly testbed: Testbed };

async function openTestbed(state: TestbedState): Promise<Testbed> {
  const { options, processes } = state;
  const api = await createAdminClient(options);
  return new LocalTestbed({ options, processes, api, whenStopped: () => removeState(options.folder) });
}

/**
 * Finds the test bed that was left running in a folder, by process ids that are checked to be still its own.
 * @throws TestbedError `NOT_RUNNING` when its state cannot be read.
 */
export async function findTestbed(folder: string): Promise<TestbedStatus> {
  const state = await readState(resolve(folder));
  if (state === null) return { kind: 'none' };
  const ended = state.processes.filter((record) => !isRunning(record)).map(({ name }) => name);
  if (ended.length === state.processes.length) {
    await removeState(resolve(folder));
    return { kind: 'none' };
  }
  // metrics-server is ended on purpose by scenarios.
  const missing = ended.filter((name) => name !== 'metrics-server');
  const testbed = await openTestbed(state);
  return missing.length > 0 ? { kind: 'broken', ended: missing, testbed } : { kind: 'running', testbed };
}
