// #region model
import { setTimeout } from 'node:timers/promises';
import {
  createAnthropicClient,
  createFallbackParser,
  createLocalParser,
  createModelParser,
  defaultKeySources,
  type IntentParser,
  maskSecrets,
  readKey,
} from '@cloudops/intent';

const keyFrom = { sources: defaultKeySources('anthropic'), environment: process.env };
const model = createModelParser({
  client: createAnthropicClient({ key: () => readKey({ ...keyFrom, signal: AbortSignal.timeout(10_000) }) }),
  clock: { now: () => Date.now(), sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) },
  random: Math.random,
  mask: (text) => maskSecrets(text).text,
});
/** To be given to `parseIntent` as `parser`: a model, and rules where there is none. */
export const parser: IntentParser = createFallbackParser([model, createLocalParser()]);
// #endregion
