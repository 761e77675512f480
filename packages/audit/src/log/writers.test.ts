import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { origin, temporaryLog } from '../__fixtures__/temporary-log.ts';

const writer = fileURLToPath(new URL('../__fixtures__/writer.ts', import.meta.url));

/** Runs a writer and kills it after it has told of so many records. @returns the lines it told. */
async function killAfter(folder: string, first: number, count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=@cloudops/source', writer, folder, origin, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    told.push(line);
    if (told.length === count) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return told;
}

describe('four writers that are killed at any moment', () => {
  it('begin one log together, leave no gap and lose no record that they were told of', async () => {
    const { log, folder } = temporaryLog();
    const told: string[] = [];
    for (const round of [0, 1]) {
      const writers = [0, 1, 2, 3].map((each) => killAfter(folder, 100_000 * (4 * round + each), 5 + 17 * each));
      told.push(...(await Promise.all(writers)).flat());
    }
    const records = await log.read();
    const found = new Set(records.map(({ index, record }) => `${index} ${record.audit_id}`));
    expect(told.filter((line) => !found.has(line))).toEqual([]);
    expect(records.map(({ index }) => index)).toEqual([...records.keys()]);
    expect(await log.verify()).toMatchObject({ kind: 'verified', size: records.length });
    // A record can be durable before its writer could tell: at most one for each kill.
    expect(records.length - told.length).toBeLessThanOrEqual(8);
  });
});
