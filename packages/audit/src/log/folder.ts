import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isCode } from './atomic-file.ts';

/**
 * Creates a folder with its parents, unless it is there. `mkdir` of Node.js does so too, but goes on for ever where a
 * file system says that nothing can be created, as /proc does.
 * @throws what the file system throws, also when a file is in the folder's place.
 */
export function assureFolder(path: string, mode: number = 0o777): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !isThere(folder); folder = dirname(folder)) missing.unshift(folder);
  for (const folder of missing) create(folder, mode);
  if (!statSync(path).isDirectory()) mkdirSync(path);
}

function isThere(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false }) !== undefined;
}

function create(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process may just have done it.
    if (!isCode(error, 'EEXIST')) throw error;
  }
}
