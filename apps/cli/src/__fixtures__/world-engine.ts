import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { openAuditLog } from '@cloudops/audit';
import { createEngine, type Engine, type EngineOptions } from '@cloudops/engine';
import { openJournal } from '@cloudops/executor';
import { createLocalParser } from '@cloudops/intent';
import type { World } from '@cloudops/spec';
import { createWorldClock } from '@cloudops/testkit';
import { afterAll } from 'vitest';
import { findAssets } from '../composition/assets.ts';
import { readCatalog } from '../composition/catalog.ts';
import { connectProviders } from '../composition/connect.ts';
import { createPolicy } from '../composition/policy.ts';
import { systemClock } from '../composition/system-clock.ts';
import { listWorlds, openWorld } from '../composition/worlds.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import { findPaths } from '../configuration/paths.ts';
import { createUser } from './scene.ts';

const assets = findAssets(fileURLToPath(new URL('../..', import.meta.url)));
const { home } = createUser();
const paths = findPaths({ XDG_CONFIG_HOME: home, XDG_STATE_HOME: home, XDG_DATA_HOME: home }, home);
const configuration = await readConfiguration(paths.configFile);

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

/** Names of the shipped worlds. */
export const worldNames: readonly string[] = (await listWorlds([assets.worlds])).map(({ name }) => name);

/** A shipped world by name. */
export function openShippedWorld(name: string): Promise<World> {
  return openWorld(name, [assets.worlds]);
}

/** An engine on a world; with a seed, lists, keys and arrivals are shuffled. */
export function createWorldEngine(world: World, shuffleSeed?: number): Engine {
  const request = { paths, assets, configuration, world, toolVersion: '0.0.0', onNote: () => undefined };
  const shuffle = shuffleSeed === undefined ? {} : { shuffleSeed };
  return createEngine({
    ...shared,
    connect: (scope, names) => connectProviders(scope, names, { ...request, ...shuffle }),
    executionClock: createWorldClock(world),
  });
}
