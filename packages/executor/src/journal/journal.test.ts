import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Json, Run } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOptions } from '../__fixtures__/options.ts';
import { createPlan, createStep, createTicket, now } from '../__fixtures__/plan.ts';
import { createAction, createProvider } from '../__fixtures__/provider.ts';
import { executePlan } from '../execute-plan.ts';
import type { Journal } from './journal.ts';
import { openJournal } from './open-journal.ts';

let folder = '';
let journal: Journal;
const open = (databasePath = join(folder, 'state', 'runs.db')): Journal =>
  openJournal({ databasePath, evidenceFolder: join(folder, 'state', 'evidence'), clock: { now: () => now } });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  journal = open();
});
afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true, force: true });
});

async function execute(outputs: readonly Json[], nonce = 'n1', runId = 'run_1'): Promise<Run> {
  const plan = createPlan(outputs.map((_, index) => createStep(`s${index}`, { with: { index } })));
  const action = createAction('list', (input) => ({
    status: 'present',
    output: outputs[(input as { index: number }).index] ?? null,
  }));
  return executePlan(
    plan,
    createTicket(plan, { nonce }),
    [createProvider([action])],
    createOptions({ journal, runId }),
  );
}

const listFiles = (): readonly string[] =>
  readdirSync(join(folder, 'state', 'evidence'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the journal', () => {
  it('gives back the run that it was given, in another process too', async () => {
    const run = await execute([{ items: [1] }, 'text', { big: 'x'.repeat(100_000) }]);
    await journal.close();
    journal = open();
    expect(await journal.get('run_1')).toEqual({ kind: 'found', outcome: 'completed', run });
    expect(await journal.get('run_2')).toEqual({ kind: 'absent' });
  });

  it('keeps equal outputs once, under their digest, for their owner only', async () => {
    const run = await execute([{ a: 1 }, { a: 1 }, { b: 2 }]);
    const hex = run.results[0]?.digest?.slice('sha256:'.length) ?? '';
    const files = listFiles();
    expect(files).toHaveLength(2);
    expect(files).toContain(join(folder, 'state', 'evidence', hex.slice(0, 2), `${hex.slice(2)}.json`));
    for (const file of [...files, join(folder, 'state', 'runs.db')]) expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const part of ['state', 'state/evidence']) expect(statSync(join(folder, part)).mode & 0o777).toBe(0o700);
  });

  it('lists the latest runs first', async () => {
    await execute([1], 'n1', 'run_1');
    await execute([2], 'n2', 'run_2');
    const [latest, ...others] = await journal.list({ last: 1 });
    expect(others).toEqual([]);
    expect(latest).toMatchObject({
      id: 'run_2',
      outcome: 'completed',
      playbook: 'test',
      question: 'why?',
      steps: 1,
      unknown: 0,
      replayable: true,
    });
    expect(await journal.list()).toHaveLength(2);
  });

  it('says of a run that never finished that its outcome is unknown', async () => {
    const plan = createPlan([createStep('a'), createStep('b')]);
    const started_at = new Date(now).toISOString();
    await journal.begin({ id: 'run_1', plan, started_at });
    const digest = null;
    await journal.stepFinished('run_1', {
      step: 'a',
      action: 'memory.list',
      status: 'absent',
      digest,
      started_at,
      duration_ms: 1,
      calls: 1,
    });
    expect(await journal.list()).toMatchObject([
      { outcome: 'outcome unknown', finished_at: null, replayable: false, steps: 1 },
    ]);
    const found = await journal.get('run_1');
    expect(found).toMatchObject({ kind: 'found', outcome: 'outcome unknown', run: { status: 'interrupted' } });
    expect(found.kind === 'found' ? found.run.results.map(({ status }) => status) : []).toEqual(['absent', 'unknown']);
  });

  it('keeps what a killed process had journaled', async () => {
    const code = `
      import { openJournal } from ${JSON.stringify(new URL('./open-journal.ts', import.meta.url).href)};
      const [databasePath, evidenceFolder, plan] = process.argv.slice(1);
      const journal = openJournal({ databasePath, evidenceFolder, clock: Date });
      await journal.begin({ id: 'run_k', plan: JSON.parse(plan), started_at: '2026-01-01T00:00:00.000Z' });
      await journal.stepFinished('run_k', { step: 'a', action: 'memory.list', status: 'present', output: { a: 1 },
        digest: 'sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862', started_at: '2026-01-01T00:00:00.000Z', duration_ms: 1, calls: 1 });
      process.kill(process.pid, 'SIGKILL');`;
    const plan = JSON.stringify(createPlan([createStep('a')]));
    const state = join(folder, 'state');
    const run = (): unknown =>
      execFileSync(process.execPath, [
        '--conditions=@cloudops/source',
        '--input-type=module',
        '-e',
        code,
        join(state, 'runs.db'),
        join(state, 'evidence'),
        plan,
      ]);
    expect(run).toThrow(expect.objectContaining({ signal: 'SIGKILL' }));
    expect(await journal.get('run_k')).toMatchObject({
      outcome: 'outcome unknown',
      run: { results: [{ output: { a: 1 } }] },
    });
  });

  it('lets a ticket be used once, whoever asks', async () => {
    const other = open();
    const uses = await Promise.all([journal.useTicket('n'), other.useTicket('n'), journal.useTicket('n')]);
    await other.close();
    expect(uses.filter((isFirst) => isFirst)).toHaveLength(1);
    await execute([1], 'n1', 'run_1');
    await expect(execute([1], 'n1', 'run_2')).rejects.toMatchObject({ code: 'TICKET_USED' });
  });

  it('keeps no nonce', async () => {
    await journal.useTicket('a-right-to-run');
    await journal.close();
    for (const name of readdirSync(join(folder, 'state'), { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, 'state', name);
      if (statSync(path).isFile()) expect(readFileSync(path).includes('a-right-to-run')).toBe(false);
    }
  });

  it('notices evidence that was changed or is gone', async () => {
    await execute([{ a: 1 }]);
    const [file = ''] = listFiles();
    writeFileSync(file, '{"a":2}');
    await expect(journal.get('run_1')).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });
    rmSync(file);
    await expect(journal.get('run_1')).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });
    expect(await journal.list()).toMatchObject([{ replayable: false }]);
  });

  it('never makes a path of a digest that is none', async () => {
    await execute([{ a: 1 }]);
    await journal.close();
    const database = new DatabaseSync(join(folder, 'state', 'runs.db'));
    database.exec(`UPDATE steps SET result = replace(result, 'sha256:', '../../'), digest = '../../x'`);
    database.close();
    journal = open();
    await expect(journal.get('run_1')).rejects.toMatchObject({ code: 'EVIDENCE_CORRUPT' });
  });

  it('runs thirty instant steps within its time', async () => {
    await execute([0], 'warm', 'run_0');
    const started = performance.now();
    await execute(
      Array.from({ length: 30 }, (_, index) => ({ index })),
      'n2',
      'run_2',
    );
    // 20 ms on an idle machine; more here, so that a busy one does not fail.
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('a journal that cannot be used', () => {
  it('says that it is locked', async () => {
    await journal.list();
    const other = new DatabaseSync(join(folder, 'state', 'runs.db'));
    other.exec('BEGIN EXCLUSIVE');
    await expect(journal.useTicket('n')).rejects.toMatchObject({ code: 'JOURNAL_LOCKED' });
    other.exec('ROLLBACK');
    other.close();
    expect(await journal.useTicket('n')).toBe(true);
  });

  it('says that it is corrupt', async () => {
    const path = join(folder, 'rubbish.db');
    writeFileSync(path, 'no database at all, by any means'.repeat(100));
    await expect(open(path).list()).rejects.toMatchObject({
      code: 'JOURNAL_CORRUPT',
      message: expect.stringContaining(path),
    });
  });

  it('says that it cannot be written', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    await expect(open(join(path, 'runs.db')).list()).rejects.toMatchObject({ code: 'JOURNAL_READ_ONLY' });
  });

  it('says that a newer version wrote it', async () => {
    await journal.list();
    const database = new DatabaseSync(join(folder, 'state', 'runs.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(open().list()).rejects.toMatchObject({ code: 'JOURNAL_TOO_NEW' });
  });

  it('keeps a run from beginning', async () => {
    await journal.list();
    const plan = createPlan([createStep('a')]);
    let calls = 0;
    const action = createAction('list', () => ({ status: 'present', output: ++calls }));
    const full: Journal = { ...journal, begin: async () => Promise.reject(new TypeError('full')) };
    await expect(
      executePlan(plan, createTicket(plan), [createProvider([action])], createOptions({ journal: full })),
    ).rejects.toThrow('full');
    expect(calls).toBe(0);
  });

  it('says when evidence cannot be kept, once the run has ended', async () => {
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state', 'evidence'), 'a file where the folder should be');
    await expect(execute([1])).rejects.toMatchObject({ code: 'JOURNAL_READ_ONLY' });
  });
});
