import { closeSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';

/** Puts zeros over a file's bytes, durably; a disk that writes elsewhere keeps the old ones for a while. */
export function overwriteFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    writeSync(descriptor, Buffer.alloc(statSync(path).size), 0, undefined, 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
