import { join } from 'node:path';
import { openBudgetLedger } from '../../budget/open-ledger.ts';
import { openAnswerCache } from '../../cache/open-cache.ts';
import { createTestClock, request } from '../../contract/__fixtures__/answers.ts';
import { createAnthropicClient } from '../../models/anthropic.ts';
import { createModelParser } from '../../models/model-parser.ts';
import { createOpenAIClient } from '../../models/openai.ts';
import { createOpenAICompatibleClient } from '../../models/openai-compatible.ts';
import { readKey } from '../read-key.ts';

/** Asks all models with a key that a command prints, and prints all that comes of it. */
const [url = '', folder = '', program = ''] = process.argv.slice(2);
const clock = createTestClock();
const ledger = openBudgetLedger({ path: join(folder, 'usage.db'), clock });
const cache = openAnswerCache({ path: join(folder, 'answers.db'), clock });
const { signal } = new AbortController();
const key = () =>
  readKey({ sources: [{ kind: 'command', command: [process.execPath, program] }], environment: process.env, signal });
const price = { input: 1, cache_read: 1, cache_write: 1, output: 1 };

for (const client of [
  createAnthropicClient({ key, baseUrl: url }),
  createOpenAIClient({ key, baseUrl: `${url}/v1` }),
  createOpenAICompatibleClient({ key, baseUrl: `${url}/v1`, model: 'llama' }),
]) {
  const parser = createModelParser({ client, clock, random: () => 0, mask: (text) => text, ledger, cache, price });
  console.log(await parser.attempt(request()));
  console.log(await parser.parse(request()).catch((error: unknown) => error));
}
ledger.close();
cache.close();
