import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Longer than a renewal can take: whoever holds the lock so long has died. */
const staleMs = 120_000;
const pauseMs = 50;

/**
 * Does something while no other command renews the same session: a refresh token is good once, and an issuer that sees it
 * twice ends the session of both.
 * @throws the signal's reason when it aborts while waiting, and what `work` throws.
 */
export async function withSessionLock<Result>(
  file: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = `${file}.lock`;
  await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
  while (!(await take(lock))) {
    if (await isStale(lock)) await rm(lock, { force: true });
    else await delay(pauseMs, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** By the machine's own clock, which also set the file's time. */
async function isStale(lock: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(lock)).mtimeMs > staleMs;
  } catch {
    return false;
  }
}
