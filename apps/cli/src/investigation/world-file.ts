import { constants } from 'node:fs';
import { access, lstat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';

/**
 * Checks that a world could be written, before anything is asked of a cloud for it.
 * @throws CloudOpsError `WORLD_EXISTS` unless forced, `WORLD_UNWRITABLE`.
 */
export async function assertWorldWritable(file: string, force: boolean): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (found?.isDirectory()) throw unwritable(`${file} is a folder`);
  if (found !== null && !force) throw exists(file);
  await access(found === null ? dirname(file) : file, constants.W_OK).catch((cause: Error) => {
    throw unwritable(cause.message, cause);
  });
}

/** Writes a world for its owner alone. @throws CloudOpsError `WORLD_EXISTS` unless forced, `WORLD_UNWRITABLE`. */
export async function writeWorld(file: string, text: string, force: boolean): Promise<void> {
  await writeFile(file, text, { flag: force ? 'w' : 'wx', mode: 0o600 }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST' ? exists(file) : unwritable(cause.message, cause);
  });
}

function exists(file: string): CloudOpsError {
  return new CloudOpsError({
    code: 'WORLD_EXISTS',
    message: `The file ${file} exists already.`,
    nextSteps: ['Name another file with --out, or overwrite it with --force.'],
  });
}

function unwritable(why: string, cause?: Error): CloudOpsError {
  return new CloudOpsError({
    code: 'WORLD_UNWRITABLE',
    message: `The world cannot be written: ${why}`,
    nextSteps: ['Name another file with --out.'],
    cause,
  });
}
