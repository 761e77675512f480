import type { PlanFile } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { ChangeBench } from '../__fixtures__/change-bench.ts';
import { openBenches } from '../__fixtures__/open-benches.ts';
import { createRefusingLog } from '../__fixtures__/refusing-log.ts';

const signal = AbortSignal.timeout(60_000);
const setUp = openBenches();

async function changed(): Promise<{ readonly bench: ChangeBench; readonly id: string }> {
  const bench = await setUp();
  const inputs = { name: 'api', replicas: 5 };
  const { file } = await bench.engine.triage('memory-scale', 'a change', { signal, inputs, dryRun: true });
  const approved = await bench.engine.approve(file as PlanFile, {
    signer: bench.bob.signer,
    signal,
    shown: 'the plan',
  });
  if (approved.kind !== 'approved') throw new TypeError(approved.why);
  const { run } = await bench.engine.apply(approved.file, { signal });
  return { bench, id: run?.id ?? '' };
}

async function ends(bench: ChangeBench): Promise<readonly (readonly string[])[]> {
  const records = (await bench.records()).slice(-2);
  return records.map(({ event, result }) => [event, result.status]);
}

describe('a run of the past', () => {
  it('is taken back while its approval holds, as a run of its own', async () => {
    const { bench, id } = await changed();
    expect(await bench.engine.rollback(id, { signal })).toMatchObject({
      kind: 'answered',
      report: { changes: [{ outcome: { state: 'undone' } }] },
    });
    expect(bench.world.writes).toEqual(['api=5', 'api=2']);
    const last = (await bench.records()).slice(-2);
    expect(last).toMatchObject([
      { event: 'execution.started', extra: { rolls_back: id } },
      { event: 'execution.finished' },
    ]);
  });

  it('is not taken back without an approval that holds', async () => {
    const { bench, id } = await changed();
    bench.ahead = 5 * 3_600_000;
    expect(await bench.engine.rollback(id, { signal })).toMatchObject({ kind: 'needs-approval' });
    expect(bench.world.writes).toEqual(['api=5']);
  });

  it('is not taken back over what somebody else did since', async () => {
    const { bench, id } = await changed();
    bench.world.replicas.set('api', 9);
    expect(await bench.engine.rollback(id, { signal })).toMatchObject({ kind: 'stale' });
    expect(bench.world.replicas.get('api')).toBe(9);
  });

  it('that nobody knows the end of is looked at, and settled', async () => {
    const { bench, id } = await changed();
    expect(await bench.engine.resume(id, { signal })).toMatchObject({ kind: 'answered', run: { id } });
    expect((await bench.records()).slice(-2).map(({ event }) => event)).toEqual([
      'execution.resumed',
      'execution.finished',
    ]);
    expect(bench.world.writes).toEqual(['api=5']);
  });

  it('must be there', async () => {
    const { engine } = await setUp();
    await expect(engine.resume('run_0', { signal })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
    await expect(engine.planFix('run_0', 1, { signal })).rejects.toMatchObject({ code: 'RUN_UNKNOWN' });
  });
});

describe('a run that the log knows and the journal does not', () => {
  it('is told as what it may be, and nothing is claimed of it', async () => {
    const { bench, id } = await changed();
    const journal = { ...bench.options.journal, get: async () => ({ kind: 'absent' }) as const };
    const resuming = bench.another({ journal }).resume(id, { signal });
    await expect(resuming).rejects.toMatchObject({
      code: 'RUN_NOT_IN_JOURNAL',
      nextSteps: [expect.stringContaining('runs.db'), expect.stringContaining('plan again')],
    });
  });
});

describe('taking a run back', () => {
  it('is not recorded as failed where only the record of its end could not be written', async () => {
    const { bench, id } = await changed();
    let refusals = 0;
    const audit = createRefusingLog(bench.options.audit, ({ event }) => {
      if (event !== 'execution.finished') return false;
      refusals += 1;
      return refusals === 1;
    });
    await expect(bench.another({ audit }).rollback(id, { signal })).rejects.toThrow('no space');
    expect(bench.world.writes).toEqual(['api=5', 'api=2']);
    // A start without an end: nobody is told that nothing was taken back.
    expect((await ends(bench)).at(-1)).toEqual(['execution.started', 'started']);
  });

  it('of what another run holds is refused as stale, in one record', async () => {
    const { bench, id } = await changed();
    const journal = new Proxy(bench.options.journal, {
      get: (target, name, receiver) =>
        name === 'hold' ? async () => undefined : (Reflect.get(target, name, receiver) as unknown),
    });
    expect(await bench.another({ journal }).rollback(id, { signal })).toMatchObject({ kind: 'stale' });
    expect(bench.world.writes).toEqual(['api=5']);
    expect(await ends(bench)).toEqual([
      ['execution.started', 'started'],
      ['execution.finished', 'object-locked'],
    ]);
  });

  it.each(['rollback', 'resume'] as const)(
    'by %s is refused where the journal holds another plan than was run',
    async (verb) => {
      const { bench, id } = await changed();
      const { journal } = bench.options;
      const get: typeof journal.get = async (runId) => {
        const found = await journal.get(runId);
        if (found.kind === 'absent') return found;
        const { run } = found;
        return { ...found, run: { ...run, plan: { ...run.plan, human_summary: 'something else' } } };
      };
      const altered = new Proxy(journal, {
        get: (target, name, receiver) => (name === 'get' ? get : Reflect.get(target, name, receiver)),
      });
      expect(await bench.another({ journal: altered })[verb](id, { signal })).toMatchObject({ kind: 'denied' });
      expect(bench.world.writes).toEqual(['api=5']);
      expect((await ends(bench)).at(-1)).toEqual(['plan.refused', 'plan-altered']);
    },
  );

  it.each([
    [1, ['api=5']],
    [2, ['api=5']],
    [3, ['api=5', 'api=2']],
  ] as const)('goes no further than its records: number %i refused', async (number, writes) => {
    const { bench, id } = await changed();
    const audit = createRefusingLog(bench.options.audit, (_, at) => at === number);
    await expect(bench.another({ audit }).rollback(id, { signal })).rejects.toThrow('no space');
    expect(bench.world.writes).toEqual(writes);
  });
});
