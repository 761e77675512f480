import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Why a report cannot be written to a file of this name; null where it can. */
async function refuseReportFile(path: string): Promise<string | null> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'its folder does not exist' : `its folder cannot be written (${code ?? 'unknown'})`;
  }
  try {
    return (await lstat(path)).isFile() ? null : 'it is no regular file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? null : `it cannot be looked at (${code ?? 'unknown'})`;
  }
}

/**
 * Writes a report for its owner alone, whole or not at all; an older regular file of that name is replaced.
 * @returns why it was not written; null when it was.
 */
export async function writeReportFile(path: string, pieces: Iterable<string>): Promise<string | null> {
  const refusal = await refuseReportFile(path);
  if (refusal !== null) return refusal;
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(pieces);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
    return null;
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOSPC' ? 'the disk is full' : `it cannot be written (${code ?? 'unknown'})`;
  }
}
