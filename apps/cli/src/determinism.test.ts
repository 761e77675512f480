import type { Report } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { createUser } from './__fixtures__/scene.ts';
import { createWorldEngine, openShippedWorld, worldNames } from './__fixtures__/world-engine.ts';

const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

describe('twenty runs on one recorded world, in shuffled map and arrival order,', () => {
  it.each(worldNames)('give byte-identical reports: %s', async (name) => {
    const world = await openShippedWorld(name);
    const reports = new Set<string>();
    for (const seed of seeds) {
      const { signal } = new AbortController();
      const asked = await createWorldEngine(world, seed).investigate(world.question, {
        signal,
        defaults: world.inputs ?? {},
      });
      reports.add(JSON.stringify(asked.report));
    }
    expect(reports.size).toBe(1);
    const report = JSON.parse([...reports][0] ?? '{}') as Report;
    expect(report.status).toMatch(/completed|partial/);
    expect(report.ruled_out.length + report.causes.length + report.figures.length).toBeGreaterThan(0);
  });
});

describe('the built command line', () => {
  it('gives the same bytes for two seeds', async () => {
    const user = createUser();
    const ask = async (seed: string): Promise<string> => {
      const args = ['investigate', 'why is CPU high in prod?', '--world', 'hot-shard'];
      const { document } = await user.json(args, { environment: { CLOUDOPS_SHUFFLE_SEED: seed } });
      return JSON.stringify((document as { report: Report }).report);
    };
    expect(await ask('1')).toBe(await ask('2'));
  });
});
