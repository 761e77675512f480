import type { PlanFile } from '@cloudops/spec';
import { afterEach } from 'vitest';
import { sign } from './attack.ts';
import { type ChangeBench, type ChangeBenchOptions, createChangeBench } from './change-bench.ts';

/** Makes benches for the tests of a file. */
export type SetUp = (options?: ChangeBenchOptions) => Promise<ChangeBench>;

/** To be called once by a file of tests: each bench is closed after the test that made it. */
export function openBenches(): SetUp {
  const benches: ChangeBench[] = [];
  afterEach(async () => {
    await Promise.all(benches.splice(0).map((bench) => bench.close()));
  });
  return async (options = {}) => {
    const bench = await createChangeBench(options);
    benches.push(bench);
    return bench;
  };
}

/** Where policy asks nobody else, so that a plan alone would be enough. */
export async function inDev(making: Promise<ChangeBench>): Promise<ChangeBench> {
  const bench = await making;
  bench.world.targets = [{ provider: 'memory', name: 'memory', environment: 'dev' }];
  return bench;
}

/** The file with Bob's yes. */
export async function approvedByBob(bench: ChangeBench, file: PlanFile): Promise<PlanFile> {
  return { ...file, approvals: [await sign(file, { name: 'bob', signer: bench.bob.signer })] };
}
