import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-log.ts';
import { assureFolder } from './folder.ts';

describe('assureFolder', () => {
  it('creates what is missing, with its mode, and may be called again', () => {
    const folder = join(temporaryFolder(), 'a', 'b', 'c');
    assureFolder(folder, 0o700);
    assureFolder(folder, 0o700);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '..')).mode & 0o777).toBe(0o700);
  });

  it('throws where a file is in its place, or in that of a parent', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(() => assureFolder(file)).toThrow(/EEXIST/);
    expect(() => assureFolder(join(file, 'a', 'b'))).toThrow(/ENOTDIR/);
  });

  it.runIf(existsSync('/proc/self'))('ends where nothing can be created', () => {
    expect(() => assureFolder('/proc/cloudops/a')).toThrow(/ENOENT|EACCES/);
  });
});
