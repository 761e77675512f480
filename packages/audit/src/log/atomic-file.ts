import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes what was created or removed in a folder durable. */
export function syncFolder(path: string): void {
  // Windows cannot open a folder, and needs no such call.
  if (process.platform !== 'win32') sync(path);
}

function writeTemporary(path: string, content: string | Uint8Array): string {
  const temporary = `${path}.${randomUUID()}.tmp`;
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return temporary;
}

/** Replaces a file by new content, durably: whoever reads sees the old or the new, also after a power cut. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  renameSync(writeTemporary(path, content), path);
  syncFolder(dirname(path));
}

/**
 * Creates a file with its whole content and mode 0600, unless there is one: of several processes exactly one wins.
 * @returns whether it was created.
 */
export function createFile(path: string, content: string): boolean {
  const temporary = writeTemporary(path, content);
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  syncFolder(dirname(path));
  return true;
}

/** Whether a file system call failed with this code. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
