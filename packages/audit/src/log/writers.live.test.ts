import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { origin, temporaryLog } from '../__fixtures__/temporary-log.ts';
import type { AuditLog } from './audit-log.ts';

const writer = fileURLToPath(new URL('../__fixtures__/writer.ts', import.meta.url));

interface Writing {
  readonly folder: string;
  readonly first: number;
  readonly batch: number;
  /** Left out: until it is killed. */
  readonly count?: number;
  /** After it has told of its first record, or right after its start. */
  readonly kill?: { readonly afterMs: number; readonly of: 'first-record' | 'start' };
}

/** Lets a process append. @returns the lines in which it told of records. */
async function write({ folder, first, batch, count, kill }: Writing): Promise<readonly string[]> {
  const numbers = [first, batch, ...(count === undefined ? [] : [count])].map(String);
  const child = spawn(process.execPath, ['--conditions=@cloudops/source', writer, folder, origin, ...numbers], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const closed = once(child, 'close');
  if (kill !== undefined) {
    if (kill.of === 'first-record') await once(child.stdout, 'data');
    await setTimeout(kill.afterMs);
    child.kill('SIGKILL');
  }
  await closed;
  expect(child.signalCode ?? child.exitCode).toBe(kill === undefined ? 0 : 'SIGKILL');
  return told.split('\n').filter((line) => line !== '');
}

/** Expects that everything told of is where it was told to be, without a gap. @returns the log's size. */
async function expectWhole(log: AuditLog, told: readonly string[]): Promise<number> {
  const found: string[] = [];
  for await (const { index, record } of log.records()) {
    expect(index).toBe(found.length);
    found.push(`${index} ${record.audit_id}`);
  }
  const known = new Set(found);
  expect(told.filter((line) => !known.has(line))).toEqual([]);
  expect(await log.verify()).toMatchObject({ kind: 'verified', size: found.length });
  return found.length;
}

describe('several processes that append to one log', () => {
  it.each([1, 7])(
    'in batches of %d lose none of 10,000 records and leave no gap',
    async (batch) => {
      const { log, folder } = temporaryLog();
      const writers = [0, 1, 2, 3].map((each) => write({ folder, first: 2500 * each, batch, count: 2500 }));
      const told = (await Promise.all(writers)).flat();
      expect(new Set(told).size).toBe(10_000);
      expect(await expectWhole(log, told)).toBe(10_000);
    },
    300_000,
  );

  it('lose no record that they told of when 200 of them are killed at any moment', async () => {
    const { log, folder } = temporaryLog();
    const told: string[] = [];
    // The same moments each time: while the file is opened, and up to hundreds of records later.
    for (let round = 0; round < 200; round += 4) {
      const writers = [0, 1, 2, 3].map((each) => {
        const [first, batch, moment] = [10_000 * (round + each), each === 3 ? 20 : 1, ((round + each) * 7919) % 100];
        const kill =
          each === 0
            ? ({ afterMs: 5 * moment, of: 'start' } as const)
            : { afterMs: moment, of: 'first-record' as const };
        return write({ folder, first, batch, kill });
      });
      told.push(...(await Promise.all(writers)).flat());
    }
    expect(told.length).toBeGreaterThan(1000);
    const size = await expectWhole(log, told);
    // What was durable before its writer could tell: at most one batch for each kill.
    expect(size - told.length).toBeLessThanOrEqual(150 + 50 * 20);
  }, 300_000);
});
