import {
  type AnswerCache,
  type BudgetLedger,
  type CompiledSource,
  createAnthropicClient,
  createFallbackParser,
  createLocalParser,
  createModelParser,
  createOpenAIClient,
  createOpenAICompatibleClient,
  createRulesReader,
  defaultKeySources,
  type IntentParser,
  type KeySource,
  type ModelClient,
  type ModelParser,
  maskSecrets,
  openAnswerCache,
  openBudgetLedger,
  readKey,
} from '@cloudops/intent';
import { CloudOpsError } from '@cloudops/spec';
import type { Configuration } from '../configuration/configuration.ts';
import type { KeySettings, ModelSettings, ParserName } from '../configuration/model-settings.ts';
import type { Paths } from '../configuration/paths.ts';
import { findPrincipal } from './principal.ts';
import { systemClock } from './system-clock.ts';

/** How a parser is to be made. */
export interface ParserRequest {
  readonly configuration: Configuration;
  readonly paths: Paths;
  /** An index of the playbooks that was made before. */
  readonly compiled: CompiledSource;
  /** Wins over the configured one. */
  readonly parser?: ParserName;
  /** Told what should be said aloud, such as a budget that runs out. */
  readonly onNote: (note: string) => void;
}

/** A parser with what it holds open. */
export interface OpenParser {
  readonly parser: IntentParser;
  /** Null when no model is asked: then nothing leaves the machine. */
  readonly model: ModelParser | null;
  close(): void;
}

/** The way to read questions that the configuration asks for; the local parser unless it says otherwise. */
export function createParser(request: ParserRequest): OpenParser {
  const settings = settingsOf(request);
  const local = createLocalParser({ compiled: request.compiled });
  if (settings.parser === 'local') return { parser: local, model: null, close: () => undefined };
  const ledger = openLedger(request);
  const cache = settings.cache ? openAnswerCache({ path: request.paths.parseCache, clock: systemClock }) : null;
  const model = createModel(settings, request, ledger, cache);
  return {
    parser: settings.fallback ? createFallbackParser([model, local]) : model,
    model,
    close: () => {
      ledger.close();
      cache?.close();
    },
  };
}

/** A parser that is named by hand goes by the vendor's defaults, not by what was configured for another. */
function settingsOf({ configuration: { model }, parser }: ParserRequest): ModelSettings {
  if (parser === undefined || parser === model.parser) return model;
  const { fallback, cache, names, budget } = model;
  const general = { fallback, cache, names, ...(budget === undefined ? {} : { budget }) };
  if (parser !== 'openai-compatible') return { ...general, parser };
  throw new CloudOpsError({
    code: 'PARSER_NOT_CONFIGURED',
    message: 'An OpenAI-compatible server has no default address.',
    nextSteps: ['Configure it in config.yaml: model: { parser: openai-compatible, base_url: …, name: … }'],
  });
}

/** The ledger of what models cost, shared by all processes of the user. */
export function openLedger({
  configuration: { model },
  paths,
}: Pick<ParserRequest, 'configuration' | 'paths'>): BudgetLedger {
  const { monthly_usd, users, calls_per_minute } = model.budget ?? {};
  const limits = {
    ...(monthly_usd === undefined ? {} : { default: toMicroUsd(monthly_usd) }),
    ...(users === undefined
      ? {}
      : { users: Object.fromEntries(Object.entries(users).map(([user, usd]) => [user, toMicroUsd(usd)])) }),
  };
  return openBudgetLedger({
    path: paths.usageDatabase,
    clock: systemClock,
    monthlyMicroUsd: limits,
    ...(calls_per_minute === undefined ? {} : { callsPerMinute: calls_per_minute }),
  });
}

function toMicroUsd(usd: number): number {
  return Math.round(usd * 1_000_000);
}

function createModel(
  settings: ModelSettings,
  { onNote, compiled }: ParserRequest,
  ledger: BudgetLedger,
  cache: AnswerCache | null,
): ModelParser {
  return createModelParser({
    client: createClient(settings),
    clock: systemClock,
    random: Math.random,
    mask: (text) => maskSecrets(text).text,
    names: settings.names,
    ledger,
    user: findPrincipal().id,
    notify: onNote,
    rules: createRulesReader({ compiled }),
    ...(settings.price === undefined ? {} : { price: settings.price }),
    ...(cache === null ? {} : { cache }),
  });
}

function createClient({ parser, name, base_url, api_version, key }: ModelSettings): ModelClient {
  const model = name === undefined ? {} : { model: name };
  const baseUrl = base_url === undefined ? {} : { baseUrl: base_url };
  const read = (vendor: 'anthropic' | 'openai') =>
    readFrom(key === undefined ? defaultKeySources(vendor) : [toSource(key)]);
  if (parser === 'anthropic') return createAnthropicClient({ key: read('anthropic'), ...model, ...baseUrl });
  if (parser === 'openai') return createOpenAIClient({ key: read('openai'), ...model, ...baseUrl });
  return createOpenAICompatibleClient({
    baseUrl: base_url ?? '',
    model: name ?? '',
    ...(api_version === undefined ? {} : { azureApiVersion: api_version }),
    // Never a vendor's key unasked: the server may be anybody's.
    ...(key === undefined ? {} : { key: readFrom([toSource(key)]) }),
  });
}

function readFrom(sources: readonly KeySource[]): () => ReturnType<typeof readKey> {
  return () => readKey({ sources, environment: process.env, signal: AbortSignal.timeout(30_000) });
}

function toSource(key: KeySettings): KeySource {
  if ('environment' in key) return { kind: 'environment', name: key.environment };
  if ('keychain' in key) return { kind: 'keychain', ...key.keychain };
  return { kind: 'command', command: key.command };
}
