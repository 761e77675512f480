import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createEngine, type Engine } from '@cloudops/engine';
import { openJournal } from '@cloudops/executor';
import { createLocalParser, type IntentParser } from '@cloudops/intent';
import type { PolicyData, PolicyEngine } from '@cloudops/policy';
import type { Catalog, Principal, World } from '@cloudops/spec';
import { createWorldClock } from '@cloudops/testkit';
import { openRecorder } from '../audit/open-recorder.ts';
import { recordRefusedPlaybooks } from '../audit/record-refused-playbooks.ts';
import { type Configuration, readConfiguration } from '../configuration/configuration.ts';
import type { ParserName } from '../configuration/model-settings.ts';
import type { Paths } from '../configuration/paths.ts';
import { type InstalledPlugins, readPlugins } from '../plugins/installed-plugins.ts';
import type { Assets } from './assets.ts';
import { readCatalog } from './catalog.ts';
import { type ConnectRequest, connectProviders } from './connect.ts';
import { takeEarlyPolicy } from './early-policy.ts';
import { createParser, type OpenParser } from './parser.ts';
import { readParserIndex } from './parser-index.ts';
import { environmentOfPlace } from './places.ts';
import { createPolicy, decideOnce, readPolicies } from './policy.ts';
import { establishForChange, findPrincipal } from './principal.ts';
import { findQuestionProviders } from './question-providers.ts';
import { systemClock } from './system-clock.ts';
import { openWorld } from './worlds.ts';

/** What a command knows when it wants an engine. */
export interface ComposeRequest
  extends Pick<
    ConnectRequest,
    'context' | 'profile' | 'regions' | 'wrap' | 'onConnected' | 'allowNodeProxy' | 'shuffleSeed' | 'onNote'
  > {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  /** Name or path of a recorded world. */
  readonly world?: string;
  /** How to read questions, instead of as configured. */
  readonly parser?: ParserName;
  /** Whether every question is asked with `readOnly`. */
  readonly readOnly?: boolean;
  /** Who asks, where it is not whoever runs the command but an agent at work for them. */
  readonly principal?: Principal;
  /** Another way to read questions, with the playbooks it chooses from. */
  readonly fixed?: { readonly parser: IntentParser; readonly catalog: Catalog };
}

/** An engine with what it was made of. */
export interface Composition {
  readonly engine: Engine;
  readonly configuration: Configuration;
  readonly catalog: Catalog;
  readonly world: World | null;
  /** The providers that a question may be about; undefined where nothing tells. */
  readonly providers: readonly string[] | undefined;
  /** How questions are read; to be closed after the engine. Null where the request brought its own parser. */
  readonly reader: OpenParser | null;
}

/** Builds the one engine of a command, for one question. The policy engine starts first, since it takes longest to load. */
export async function composeEngine(request: ComposeRequest): Promise<Composition> {
  const { paths, assets } = request;
  const create = (): PolicyEngine => createPolicy(assets, paths);
  const readData = (): PolicyData => readPolicies(assets, paths).data;
  const policy = decideOnce(takeEarlyPolicy(assets.root) ?? create(), create, readData);
  const reading = readConfiguration(paths.configFile);
  const plugins = request.fixed === undefined ? await readPlugins(request) : undefined;
  const [configuration, catalog, world, compiled] = await Promise.all([
    reading,
    request.fixed?.catalog ?? readForQuestion(plugins ?? null, reading, request),
    request.world === undefined ? null : openWorld(request.world, [assets.worlds, paths.userWorlds]),
    request.fixed === undefined ? readParserIndex(assets, paths) : null,
  ]);
  const connect: ConnectRequest = { ...request, configuration, world, ...(plugins === undefined ? {} : { plugins }) };
  const { fixed } = request;
  const reader = compiled === null ? null : createParser({ ...request, configuration, compiled });
  const providers = findQuestionProviders(connect);
  const engine = createEngine({
    parser: reader?.parser ?? fixed?.parser ?? createLocalParser(),
    catalog,
    policy,
    connect: (scope, names) => connectProviders(scope, names, connect),
    audit: openRecorder(paths, configuration.audit, {
      isReadOnly: request.readOnly ?? false,
      onNote: request.onNote,
    }),
    journal: openJournal({ databasePath: paths.runsDatabase, evidenceFolder: paths.evidence, clock: systemClock }),
    clock: systemClock,
    ...(world === null ? {} : { executionClock: createWorldClock(world) }),
    randomBytes,
    principal: request.principal ?? findPrincipal(paths),
    establishPrincipal: (signal) => establishForChange(paths, configuration, signal, request.principal),
    environmentOfPlace: (place) => environmentOfPlace(place, configuration),
    environments: Object.keys(configuration.environments),
    ...(providers === undefined ? {} : { providers }),
    toolVersion: request.toolVersion,
    host: hostname(),
  });
  return { engine, configuration, catalog, world, providers, reader };
}

function readForQuestion(
  plugins: InstalledPlugins | null,
  reading: Promise<Configuration>,
  request: ComposeRequest,
): Promise<Catalog> {
  const { assets, paths, onNote } = request;
  return readCatalog(assets, paths, { plugins, onNote }).catch((error) => refuseCatalog(error, reading, request));
}

async function refuseCatalog(
  error: unknown,
  reading: Promise<Configuration>,
  { paths, toolVersion }: ComposeRequest,
): Promise<never> {
  const { audit } = await reading;
  await recordRefusedPlaybooks(paths, audit, toolVersion);
  throw error;
}
