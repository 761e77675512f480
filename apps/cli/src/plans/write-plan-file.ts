import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, lstat, open, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CloudOpsError, type PlanFile } from '@cloudops/spec';
import { alreadyThere, unwritable } from './plan-errors.ts';
import { readPlanFile } from './read-plan-file.ts';

/** What may be overwritten. */
export type Overwrite =
  /** As `terraform plan -out`: an older plan that nobody has approved, and nothing else. */
  | 'unapproved-plan'
  /** The same plan, with more or fewer approvals. */
  | 'same-plan'
  | 'anything';

/**
 * Writes a plan for its owner alone, whole or not at all: who reads it meanwhile sees the old file or the new one. A link is
 * followed to the file that it names.
 * @throws CloudOpsError `PLAN_EXISTS`, `PLAN_UNWRITABLE`.
 */
export async function writePlanFile(name: string, file: PlanFile, overwrite: Overwrite): Promise<void> {
  try {
    const target = await resolveLink(name);
    const isNew = target === null;
    const path = target ?? name;
    if (!isNew) await assertReplaceable(path, file, overwrite);
    await replace(path, `${JSON.stringify(file, null, 2)}\n`, isNew);
  } catch (error) {
    if (CloudOpsError.isInstance(error)) throw error;
    throw toWriteError(name, error as NodeJS.ErrnoException);
  }
}

/**
 * Checks that a plan could be written, before somebody is asked to sign it.
 * @throws CloudOpsError `PLAN_EXISTS`, `PLAN_UNWRITABLE`.
 */
export async function assertPlanWritable(name: string, file: PlanFile, overwrite: Overwrite): Promise<void> {
  try {
    const target = await resolveLink(name);
    if (target !== null) await assertReplaceable(target, file, overwrite);
    await access(dirname(target ?? name), constants.W_OK);
  } catch (error) {
    if (CloudOpsError.isInstance(error)) throw error;
    throw toWriteError(name, error as NodeJS.ErrnoException);
  }
}

/** The file that a name leads to; null when there is none. */
async function resolveLink(name: string): Promise<string | null> {
  const found = await lstat(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return null;
  const path = await realpath(name).catch(() => null);
  if (path === null) throw unwritable(name, 'it is a link to nothing');
  const target = await lstat(path);
  if (target.isDirectory()) throw unwritable(name, 'it is a folder');
  if (!target.isFile()) throw unwritable(name, 'it is no ordinary file');
  return path;
}

async function assertReplaceable(path: string, file: PlanFile, overwrite: Overwrite): Promise<void> {
  if (overwrite === 'anything') return;
  const old = await readPlanFile(path).catch(() => null);
  if (old === null) throw alreadyThere(path, 'is no plan');
  if (old.plan.id === file.plan.id && overwrite === 'same-plan') return;
  if (overwrite === 'same-plan') throw alreadyThere(path, 'holds another plan');
  if (old.approvals.length > 0) throw alreadyThere(path, 'holds a plan that was approved');
}

async function replace(path: string, text: string, isNew: boolean): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    if (isNew) await place(temporary, path);
    else await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/** Unlike a rename, a link never takes the place of a file that came meanwhile; some file systems have none. */
async function place(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw alreadyThere(path, 'was made a moment ago');
    return rename(temporary, path);
  }
  await unlink(temporary);
}

function toWriteError(name: string, error: NodeJS.ErrnoException): CloudOpsError {
  const { code, message } = error;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'its folder is a file',
    EACCES: 'you may not write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
  };
  return unwritable(name, reasons[code ?? ''] ?? message, error);
}
