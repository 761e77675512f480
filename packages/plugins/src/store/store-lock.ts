import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pluginError } from '../errors.ts';

const pollMs = 25;
const longestMs = 20_000;

function isBusy(error: unknown): boolean {
  return /locked|busy/i.test(String((error as { readonly message?: unknown }).message));
}

async function acquire(file: string): Promise<{ close(): void }> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file);
  for (let waited = 0; ; waited += pollMs) {
    try {
      database.exec('BEGIN EXCLUSIVE');
      return database;
    } catch (cause) {
      if (isBusy(cause) && waited < longestMs) {
        await wait(pollMs);
        continue;
      }
      database.close();
      throw pluginError({
        code: 'PLUGIN_STORE_BUSY',
        message: `The plugins cannot be changed now: ${file} is held by another process.`,
        nextSteps: ['Wait until the other command has ended, and try again.'],
        cause,
      });
    }
  }
}

/**
 * Does work that no other process does at the same time. The lock is that of an empty database: the system lets go of it when a process
 * dies, so that none is ever left behind.
 * @throws CloudOpsError `PLUGIN_STORE_BUSY` when it could not be had within twenty seconds.
 */
export async function withLock<Value>(folder: string, work: () => Promise<Value>): Promise<Value> {
  const lock = await acquire(join(folder, 'lock.db'));
  try {
    return await work();
  } finally {
    lock.close();
  }
}
