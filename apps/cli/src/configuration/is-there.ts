import { lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Whether something has this name, readable or not: a dangling link, or a folder that may not be searched, is there.
 * What is there and cannot be read must fail where it is read, and never count as left out.
 */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return true;
    const parent = dirname(path);
    return parent !== path && isThere(parent) && isDangling(parent);
  }
}

function isDangling(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch {
    return true;
  }
}
