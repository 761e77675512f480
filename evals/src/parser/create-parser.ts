import {
  createAnthropicClient,
  createLocalParser,
  createModelParser,
  createOpenAIClient,
  createOpenAICompatibleClient,
  defaultKeySources,
  type IntentParser,
  type KeySource,
  type ModelClient,
  readKey,
  type Secret,
} from '@cloudops/intent';
import type { Clock } from '@cloudops/spec';
import { evalsError } from '../errors.ts';

/** Parsers that can be measured. */
export type ParserName = 'local' | 'anthropic' | 'openai' | 'openai-compatible';

/** All of them. */
export const parserNames: readonly ParserName[] = ['local', 'anthropic', 'openai', 'openai-compatible'];

/** Which parser, and how its model is reached. */
export interface ParserChoice {
  readonly parser: ParserName;
  /** The cheapest current one of the vendor unless given; a compatible server has no default. */
  readonly model: string | undefined;
  /** Where an OpenAI-compatible server listens, such as `http://localhost:11434/v1`. */
  readonly baseUrl: string | undefined;
  /** The environment variable that holds the key; the vendor's own, then the keychain, unless given. */
  readonly keyVariable: string | undefined;
}

/** What a parser takes from outside. */
export interface ParserSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/**
 * Makes the parser to be measured: alone, without cache, budget or another to fall back to. A key is read with the
 * first question.
 * @throws CloudOpsError `ARGUMENTS_INVALID` when a compatible server's address or model is missing.
 */
export function createParser(choice: ParserChoice, surroundings: ParserSurroundings): IntentParser {
  if (choice.parser === 'local') return createLocalParser();
  const { clock, random } = surroundings;
  const client = createClient(choice.parser, choice, surroundings);
  // Labelled questions lie in files that are there to be read; they are sent as they are, so that labels stay true.
  return createModelParser({ client, clock, random, mask: (text) => text });
}

function createClient(
  vendor: Exclude<ParserName, 'local'>,
  choice: ParserChoice,
  { environment, signal }: ParserSurroundings,
): ModelClient {
  const keyFrom = (sources: readonly KeySource[]) => (): Promise<Secret> => readKey({ sources, environment, signal });
  const stated: readonly KeySource[] | null =
    choice.keyVariable === undefined ? null : [{ kind: 'environment', name: choice.keyVariable }];
  const model = choice.model === undefined ? {} : { model: choice.model };
  const baseUrl = choice.baseUrl === undefined ? {} : { baseUrl: choice.baseUrl };
  switch (vendor) {
    case 'anthropic':
      return createAnthropicClient({ key: keyFrom(stated ?? defaultKeySources('anthropic')), ...model, ...baseUrl });
    case 'openai':
      return createOpenAIClient({ key: keyFrom(stated ?? defaultKeySources('openai')), ...model, ...baseUrl });
    case 'openai-compatible':
      return createOpenAICompatibleClient({
        baseUrl: required(choice.baseUrl, '--base-url'),
        model: required(choice.model, '--model'),
        // Never a vendor's key: the server may be anybody's.
        ...(stated === null ? {} : { key: keyFrom(stated) }),
      });
  }
}

function required(value: string | undefined, flag: string): string {
  if (value !== undefined) return value;
  throw evalsError('ARGUMENTS_INVALID', `An OpenAI-compatible server needs ${flag}.`, [
    'pnpm eval --parser openai-compatible --base-url http://localhost:11434/v1 --model NAME',
  ]);
}
