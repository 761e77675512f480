import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withSessionLock } from './session-lock.ts';

let folder: string;
let file: string;
const signal = AbortSignal.timeout(10_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudops-lock-'));
  file = join(folder, 'session.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the lock of a session', () => {
  it('lets one in at a time, and is gone afterwards, also after a failure', async () => {
    let inside = 0;
    const work = async (): Promise<number> => {
      inside += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      const seen = inside;
      inside -= 1;
      return seen;
    };
    expect(await Promise.all(Array.from({ length: 5 }, () => withSessionLock(file, signal, work)))).toEqual([
      1, 1, 1, 1, 1,
    ]);
    const failing = withSessionLock(file, signal, () => Promise.reject(new RangeError('no')));
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a process that died long ago stops nobody', async () => {
    writeFileSync(`${file}.lock`, '');
    utimesSync(`${file}.lock`, new Date(0), new Date(0));
    expect(await withSessionLock(file, signal, async () => 1)).toBe(1);
  });

  it('that is held is not waited for after Ctrl-C', async () => {
    writeFileSync(`${file}.lock`, '');
    await expect(withSessionLock(file, AbortSignal.abort(), async () => 1)).rejects.toThrow(/abort/i);
    expect(readdirSync(folder)).toEqual(['session.json.lock']);
  });
});
