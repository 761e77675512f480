import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChangeOutcome, Plan } from '@cloudops/spec';
import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileStore, openTestJournal, type ProcessOrder } from './__fixtures__/change-process.ts';
import {
  createChangePlan,
  createMemoryStore,
  createSetProtocol,
  createSetProvider,
  createSetStep,
  numberOf,
} from './__fixtures__/change-world.ts';
import { createOptions } from './__fixtures__/options.ts';
import { resumeRun } from './resume-run.ts';

const script = fileURLToPath(new URL('./__fixtures__/change-process.ts', import.meta.url));
/** Starting a process takes long on a machine that is busy. */
const patience = { timeout: 90_000 };
const queue = new PQueue({ concurrency: 4 });
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly status?: string;
  readonly code?: string;
  readonly points?: number;
}

/** Runs one plan in a process of its own. */
function start(order: Omit<ProcessOrder, 'folder'>): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const text = JSON.stringify({ folder, ...order });
  const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'cloudops-executor-compiled') };
  const child = spawn(process.execPath, ['--conditions=@cloudops/source', script, text], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    said += part;
  });
  child.on('close', (_, signal) => resolve({ signal, ...(said === '' ? {} : (JSON.parse(said) as object)) }));
  return promise;
}

const planOf = (serial: string, names = [`${serial}-a`, `${serial}-b`]): Plan =>
  createChangePlan(
    createMemoryStore(),
    [createSetStep('a', names.slice(0, 1)), createSetStep('b', names.slice(1))].filter(
      ({ with: { names: of } }) => (of as readonly string[]).length > 0,
    ),
    serial,
  );

describe.each([
  // Up to its last verification it is no other than the second; so are its points.
  ['works', false, 11],
  ['is taken back', true, 0],
])('a plan that %s, killed at each point', (name, fails, first) => {
  it('ends in the old or the new state, is told as it is, and nothing happens twice', patience, async () => {
    const whole = await start({ runId: `run_${name}`, plan: planOf(name), fails });
    expect(whole).toMatchObject({ status: fails ? 'failed' : 'completed' });
    const points = Array.from({ length: whole.points ?? 0 }, (_, index) => index).slice(first);
    expect(points.length).toBeGreaterThan(2);
    const killed = await queue.addAll(
      points.map((killAt) => () => {
        const serial = `${name}${killAt}`;
        return start({ runId: `run_${serial}`, plan: planOf(serial), fails, killAt });
      }),
    );
    expect(new Set(killed.map(({ signal }) => signal))).toEqual(new Set(['SIGKILL']));
    const journal = openTestJournal(folder);
    const store = createFileStore(join(folder, 'world'));
    const provider = createSetProvider(createSetProtocol(store));
    const tolds = new Set<string>();
    for (const killAt of points) {
      const serial = `${name}${killAt}`;
      const before = store.read().length;
      const resumed = await resumeRun(`run_${serial}`, [provider], { ...createOptions(), journal });
      expect(resumed.kind).toBe('settled');
      expect(store.read()).toHaveLength(before);
      if (resumed.kind !== 'settled') continue;
      for (const { step, output } of resumed.run.results) {
        const { state } = output as unknown as ChangeOutcome;
        const isNew = state === 'changed' || state === 'stands';
        expect([serial, step, state, numberOf(store, `${serial}-${step}`)]).toEqual([
          serial,
          step,
          state,
          isNew ? 5 : 1,
        ]);
        tolds.add(state);
      }
    }
    expect(tolds).toContain(fails ? 'undone' : 'changed');
    const happened = store.read().map(({ name: of, by }) => `${of} ${by}`);
    expect(new Set(happened).size).toBe(happened.length);
    expect((await journal.list({ last: 100 })).filter(({ unsettled }) => unsettled !== undefined)).toEqual([]);
    await journal.close();
  });
});

/** What each of several processes ended with that begin at the same time, sorted. */
async function race(orders: readonly Omit<ProcessOrder, 'folder'>[]): Promise<readonly string[]> {
  const startAt = Date.now() + 400;
  const ends = await Promise.all(orders.map((order) => start({ ...order, startAt })));
  return ends.map(({ status, code }) => status ?? code ?? 'killed').sort();
}

describe('processes that race', patience, () => {
  it('for one plan run it once', async () => {
    const plan = planOf('raced', ['raced']);
    const ends = await race(['run_p1', 'run_p2'].map((runId) => ({ runId, plan })));
    expect(ends).toEqual(['PLAN_USED', 'completed']);
  });

  it('for one object change it once', async () => {
    const plans = ['o1', 'o2'].map((serial) => planOf(serial, ['object']));
    const ends = await race(plans.map((plan, index) => ({ runId: `run_o${index}`, plan })));
    expect(ends.filter((end) => end === 'completed')).toHaveLength(1);
    // Locked, or the first had ended and the second found its plan stale.
    expect(['OBJECT_LOCKED', 'failed']).toContain(ends.find((end) => end !== 'completed'));
    const store = createFileStore(join(folder, 'world'));
    expect(store.read().filter(({ name }) => name === 'object')).toHaveLength(1);
  });

  it('for the last of a budget never spend more', async () => {
    const limit = {
      name: 'changes-per-day',
      key: 'os:alice',
      windowStart: '2026-01-01T00:00:00.000Z',
      windowEnd: '2026-01-02T00:00:00.000Z',
      max: { changes: 8, cost_microusd: 3_000_000 },
    };
    const reservation = { limits: [limit], amounts: { changes: 1, calls: 5, cost_microusd: 1_000_000 } };
    const runs = Array.from({ length: 8 }, (_, index) => `m${index}`);
    const ends = await race(runs.map((id) => ({ runId: `run_${id}`, plan: planOf(id, [id]), reservation })));
    const refused = ends.filter((end) => end === 'BUDGET_EXCEEDED');
    expect([refused.length, ends.length - refused.length, ends.at(-1)]).toEqual([5, 3, 'completed']);
    const journal = openTestJournal(folder);
    const none = { changes: 0, calls: 0, cost_microusd: 0 };
    expect(await journal.readSpending([limit])).toEqual([
      { limit, spent: { changes: 3, calls: 15, cost_microusd: 3_000_000 }, reserved: none },
    ]);
    await journal.close();
  });
});
