import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The right to act on a run. The operating system takes it back when the process ends, however that happens. */
export interface RunHold {
  /**
   * Gives it back. May be called twice.
   * @param isOver whether nothing is left to be done for the run, so that nobody needs to hold it again.
   */
  release(isOver: boolean): Promise<void>;
}

const busy = 5;

function isBusy(error: unknown): boolean {
  return ((error as { readonly errcode?: number }).errcode ?? 0) % 256 === busy;
}

/**
 * Takes the hold of a run: a lock on a file of its own, by SQLite since Node has no other. Neither a process id, which may be
 * used again, nor a time-out is trusted.
 * @returns undefined while this or another process holds it.
 */
export async function holdRun(databasePath: string, runId: string): Promise<RunHold | undefined> {
  const { DatabaseSync } = await import('node:sqlite');
  const folder = `${databasePath}.holds`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // By digest: an id that somebody typed must never become a path.
  const path = join(folder, createHash('sha256').update(runId).digest('hex'));
  // Never opened by other means: closing any descriptor of a file gives up all POSIX locks that the process has on it.
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Nothing is ever written, so that no second file is needed.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    release: async (isOver) => {
      if (!database.isOpen) return;
      // While it is held. Whoever waits at the old file finds the run over; a run that is not keeps its file.
      if (isOver) removeQuietly(path);
      database.close();
    },
  };
}

/** Windows removes no open file; an empty one that stays does no harm. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays.
  }
}
