import type { PlanFile, Provider } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';
import { createRefusingLog } from '../__fixtures__/refusing-log.ts';

const signal = AbortSignal.timeout(60_000);
const benches: ChangeBench[] = [];

afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

async function planned(): Promise<{ readonly bench: ChangeBench; readonly file: PlanFile }> {
  const bench = await createChangeBench();
  benches.push(bench);
  const inputs = { name: 'api', replicas: 5 };
  const { file } = await bench.engine.triage('memory-scale', 'a change', { signal, inputs, dryRun: true });
  return { bench, file: file as PlanFile };
}

async function approved(): Promise<{ readonly bench: ChangeBench; readonly file: PlanFile }> {
  const { bench, file } = await planned();
  const outcome = await bench.engine.approve(file, { signer: bench.bob.signer, signal, shown: 'the plan' });
  if (outcome.kind !== 'approved') throw new TypeError(outcome.why);
  return { bench, file: outcome.file };
}

function connecting(bench: ChangeBench, more: Partial<Provider>): ReturnType<ChangeBench['another']> {
  return bench.another({ connect: async () => [{ ...bench.world.provider(), ...more }] });
}

async function expectUntouched(bench: ChangeBench, status: string): Promise<void> {
  expect(bench.world.writes).toEqual([]);
  expect((await bench.records()).at(-1)).toMatchObject({ event: 'plan.refused', result: { status } });
}

describe('a saved plan that is not run', () => {
  it('is in the log where the provider fails to say who acts', async () => {
    const { bench, file } = await approved();
    const doIdentify = async (): Promise<never> => {
      throw new TypeError('a fault');
    };
    await expect(connecting(bench, { doIdentify }).apply(file, { signal })).rejects.toThrow('a fault');
    await expectUntouched(bench, 'not-checked');
  });

  it('is in the log where it was interrupted, and no deaf provider keeps it', async () => {
    const { bench, file } = await approved();
    const stop = new AbortController();
    const doLocate = (): Promise<never> => {
      stop.abort();
      return new Promise(() => undefined);
    };
    const answer = await connecting(bench, { doLocate }).apply(file, { signal: stop.signal });
    expect(answer).toMatchObject({ kind: 'interrupted', run: null });
    await expectUntouched(bench, 'interrupted');
  });

  it('is in the log where its provider fails to say which place it is', async () => {
    const { bench, file } = await approved();
    const doLocate = async (): Promise<never> => {
      throw new TypeError('a fault');
    };
    expect(await connecting(bench, { doLocate }).apply(file, { signal })).toMatchObject({ kind: 'stale' });
    await expectUntouched(bench, 'place-moved');
  });
});

describe('without a record', () => {
  it.each([
    [1, 'plan.approved', []],
    [2, 'plan.decided', []],
    [3, 'execution.started', ['api=5']],
    [4, 'execution.finished', ['api=5']],
  ] as const)('of an application, refused as number %i, nothing goes on', async (number, last, writes) => {
    const { bench, file } = await approved();
    const audit = createRefusingLog(bench.options.audit, (_, at) => at === number);
    const outcome = await bench
      .another({ audit })
      .apply(file, { signal })
      .catch((error: unknown) => error);
    if (number > 3) expect(outcome).toMatchObject({ kind: 'answered' });
    else expect(outcome).toMatchObject({ message: 'no space left on device' });
    expect((await bench.records()).at(-1)?.event).toBe(last);
    expect(bench.world.writes).toEqual(writes);
  });

  it('of an approval there is none', async () => {
    const { bench, file } = await planned();
    const engine = bench.another({ audit: createRefusingLog(bench.options.audit, () => true) });
    const request = { signer: bench.bob.signer, signal, shown: 'the plan' };
    await expect(engine.approve(file, request)).rejects.toThrow('no space left on device');
  });
});
