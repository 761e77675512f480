import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openAuditLog } from '@cloudops/audit';
import { createEngine, type Engine, type EngineOptions } from '@cloudops/engine';
import { openJournal } from '@cloudops/executor';
import { createLocalParser } from '@cloudops/intent';
import type { Report, World } from '@cloudops/spec';
import { createWorldClock } from '@cloudops/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createUser } from './__fixtures__/scene.ts';
import { findAssets } from './composition/assets.ts';
import { readCatalog } from './composition/catalog.ts';
import { connectProviders } from './composition/connect.ts';
import { createPolicy } from './composition/policy.ts';
import { systemClock } from './composition/system-clock.ts';
import { listWorlds, openWorld } from './composition/worlds.ts';
import { readConfiguration } from './configuration/configuration.ts';
import { findPaths } from './configuration/paths.ts';

const assets = findAssets(fileURLToPath(new URL('..', import.meta.url)));
const { home } = createUser();
const paths = findPaths({ XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home }, home);
const configuration = await readConfiguration(paths.configFile);
const worlds = (await listWorlds([assets.worlds])).map(({ name }) => name);
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

/** What every run shares: starting a policy engine 120 times proves nothing. */
const shared = {
  parser: createLocalParser(),
  catalog: await readCatalog(assets, paths),
  policy: createPolicy(assets, paths),
  audit: openAuditLog({ path: paths.auditDatabase, keyFolder: paths.keys, origin: 'test/audit', clock: systemClock }),
  journal: openJournal({ databasePath: paths.runsDatabase, evidenceFolder: paths.evidence, clock: systemClock }),
  clock: systemClock,
  randomBytes,
  principal: { id: 'os:tester', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  environments: [],
  toolVersion: '0.0.0',
  host: 'test',
} satisfies Partial<EngineOptions>;

afterAll(() => Promise.all([shared.policy.close(), shared.audit.close(), shared.journal.close()]));

/** An engine on a world whose lists, keys and arrivals are shuffled. */
function createShuffled(world: World, shuffleSeed: number): Engine {
  const request = { paths, configuration, world, toolVersion: '0.0.0', onNote: () => undefined };
  return createEngine({
    ...shared,
    connect: (scope, names) => connectProviders(scope, names, { ...request, shuffleSeed }),
    executionClock: createWorldClock(world),
  });
}

describe('twenty runs on one recorded world, in shuffled map and arrival order,', () => {
  it.each(worlds)('give byte-identical reports: %s', async (name) => {
    const world = await openWorld(name, [assets.worlds]);
    const reports = new Set<string>();
    for (const seed of seeds) {
      const { signal } = new AbortController();
      const asked = await createShuffled(world, seed).investigate(world.question, {
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
