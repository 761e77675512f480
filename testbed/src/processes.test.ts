import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGuard } from './guard.ts';
import { endProcesses, identify, isRunning, type ProcessRecord, readLogTail, startProcess } from './processes.ts';
import { waitUntil } from './wait.ts';

let folder = '';
const started: ProcessRecord[] = [];

async function start(script: string): Promise<ProcessRecord> {
  const plan = { name: 'probe', command: process.execPath, arguments: ['-e', script], log: join(folder, 'probe.log') };
  const record = await startProcess(plan, folder);
  started.push(record);
  return record;
}

function ended(record: ProcessRecord): Promise<void> {
  const wait = { what: 'the process to end', timeoutMs: 5000, intervalMs: 20 };
  return waitUntil(wait, async () => (isRunning(record) ? 'it runs' : null));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloudops-testbed-'));
});

afterEach(async () => {
  await endProcesses(started.splice(0));
  await rm(folder, { recursive: true, force: true });
});

const forever = 'setInterval(() => undefined, 1000)';

describe('a started process', () => {
  it('runs until it is ended', async () => {
    const record = await start(forever);
    expect(isRunning(record)).toBe(true);
    await endProcesses([record]);
    expect(isRunning(record)).toBe(false);
  });

  it('leaves its last words in its log', async () => {
    await ended(await start('console.log("one"); console.error("two")'));
    expect(readLogTail(join(folder, 'probe.log'), 1)).toBe('two');
  });

  it('is not taken for another that has its id', async () => {
    const record = await start(forever);
    const imposter = { ...record, identity: 'another' };
    await endProcesses([imposter]);
    expect(isRunning(record)).toBe(true);
  });

  it('is an error when there is no such program', async () => {
    const plan = { name: 'none', command: join(folder, 'none'), arguments: [], log: join(folder, 'none.log') };
    await expect(startProcess(plan, folder)).rejects.toMatchObject({ code: 'PROCESS_EXITED' });
  });
});

describe('identify', () => {
  it('is null for an id that nobody has', () => {
    expect(identify(2 ** 22 + 1)).toBeNull();
  });
});

describe('a guard', () => {
  it('lets processes live once it is released', async () => {
    const record = await start(forever);
    const guard = await startGuard();
    guard.add(record);
    await guard.release();
    expect(isRunning(record)).toBe(true);
  });

  it('ends its processes when its owner is killed', async () => {
    const record = await start(forever);
    const module = JSON.stringify(fileURLToPath(new URL('guard.ts', import.meta.url)));
    const script = `const { startGuard } = await import(${module});
      const guard = await startGuard(); guard.add(${JSON.stringify(record)}); console.log('guarded'); ${forever}`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => owner.stdout.once('data', resolve));
    expect(isRunning(record)).toBe(true);
    owner.kill('SIGKILL');
    await ended(record);
  });
});
