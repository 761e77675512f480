import { spawn } from 'node:child_process';
import { copyFile, link, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { updateError } from './update-error.ts';

/** Where the binary that was in use before lies. */
export function previousOf(file: string): string {
  return `${file}.previous`;
}

/**
 * Puts a binary in the place of the one in use, which is kept beside it. Each step is one rename on one file system: whenever the
 * power goes, a whole binary is in place.
 */
export async function putInPlace(next: string, file: string): Promise<void> {
  const kept = join(dirname(file), `.cloudops-kept-${process.pid}`);
  await rm(kept, { force: true });
  // Some file systems have no hard links.
  await link(file, kept).catch(() => copyFile(file, kept));
  const previous = previousOf(file);
  // A rollback's own binary is the previous one; then it is not overwritten before it is in place.
  if (next === previous) {
    await rename(next, file);
    await rename(kept, previous);
  } else {
    await rename(kept, previous);
    await rename(next, file);
  }
  await syncFolder(dirname(file));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const startTimeoutMs = 60_000;

/**
 * Runs a binary once, to see that it works on this machine. @returns its version.
 * @throws CloudOpsError `UPDATE_BROKEN` when it does not start, or is another version than it should be.
 */
export async function checkStart(file: string, expected: string | null, signal: AbortSignal): Promise<string> {
  const { status, stdout } = await startOnce(file, signal);
  const found = /^cloudops\/(\S+) /.exec(stdout)?.[1];
  if (status === 0 && found !== undefined && (expected === null || found === expected)) return found;
  const what = found === undefined ? `it ended with ${status}` : `it says that it is ${found}`;
  throw updateError(
    'UPDATE_BROKEN',
    `The binary ${expected ?? file} does not start here: ${what}. Nothing was replaced.`,
  );
}

function startOnce(
  file: string,
  signal: AbortSignal,
): Promise<{ readonly status: number | string | null; readonly stdout: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, ['version'], {
      env: {},
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: startTimeoutMs,
      killSignal: 'SIGKILL',
      signal,
    });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (stdout.length < 1000) stdout += text;
    });
    child.on('error', (error) =>
      resolve({ status: (error as NodeJS.ErrnoException).code ?? error.message, stdout: '' }),
    );
    child.on('close', (status, ended) => resolve({ status: status ?? ended, stdout }));
  });
}

/**
 * Does something while no other update of the same binary runs. What a killed one left is cleared away.
 * @throws CloudOpsError `UPDATE_BUSY`.
 */
export async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = join(dirname(file), '.cloudops-update.lock');
  await takeLock(lock, true);
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function takeLock(lock: string, mayClear: boolean): Promise<void> {
  try {
    await writeFile(lock, `${process.pid}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (!mayClear || isAlive(holder)) {
      throw updateError('UPDATE_BUSY', `Another update of this binary is running (process ${holder}).`);
    }
    await rm(lock, { force: true });
    await takeLock(lock, false);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
