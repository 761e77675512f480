import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BudgetLedger } from '../budget/ledger.ts';
import { openBudgetLedger } from '../budget/open-ledger.ts';
import { createTestClock, question, request, rightAnswer } from '../contract/__fixtures__/answers.ts';
import { createLocalParser } from '../local/local-parser.ts';
import { createFallbackParser } from './fallback-parser.ts';
import type { ModelCall, ModelClient, ModelReply } from './model-client.ts';
import { createModelParser, type ModelParser, type ModelParserOptions } from './model-parser.ts';
import { costOf, defaultModel, findEffort, findPrice, highestCost } from './prices.ts';
import { createRulesReader } from './rules.ts';

let folder: string;
let ledger: BudgetLedger;
const limit = 10_000;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'model-'));
  ledger = openBudgetLedger({
    path: join(folder, 'usage.db'),
    clock: { now: () => Date.UTC(2026, 10, 23) },
    monthlyMicroUsd: { default: limit },
  });
});

afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

const rules = createRulesReader();
const usage = { input: 1000, cacheRead: 0, cacheWrite: 0, output: 50 };

function createClient(
  model: string,
  answers: readonly (() => ModelReply)[],
): ModelClient & { readonly calls: ModelCall[] } {
  const calls: ModelCall[] = [];
  return {
    kind: 'anthropic',
    model,
    calls,
    async send(call) {
      calls.push(call);
      const answer = answers[calls.length - 1] ?? answers.at(-1);
      return answer === undefined ? expect.unreachable() : answer();
    },
  };
}

const right = (): ModelReply => ({ text: JSON.stringify(rightAnswer), stop: 'complete', usage });
const hangUp = (): never => {
  throw new TypeError('fetch failed');
};
const overloaded = (): never => {
  throw Object.assign(new TypeError('no'), { status: 529 });
};

function parserOf(client: ModelClient, options: Partial<ModelParserOptions> = {}): ModelParser {
  const clock = createTestClock();
  return createModelParser({
    client,
    clock,
    random: () => 0,
    mask: (text) => text,
    ledger,
    rules,
    user: 'os:alice',
    ...options,
  });
}

describe('a model parser with a budget', () => {
  it('reserves the most that a call can cost, and settles what it did', async () => {
    let reserved = 0;
    const client = createClient('claude-haiku-5-5', [
      () => {
        reserved = ledger.status('os:alice').reserved;
        return right();
      },
    ]);
    const outcome = await parserOf(client).parse(request());
    expect(outcome.intent.parser).toMatchObject({ cost_usd: 0.000125 });
    // 2,048 tokens out at $0.50 per million alone.
    expect(reserved).toBeGreaterThan(1024);
    expect(ledger.status('os:alice')).toMatchObject({ spent: 125, reserved: 0 });
    expect(ledger.usage({ by: 'playbook' })).toMatchObject([{ key: 'k8s-high-cpu', inputTokens: 1000 }]);
  });

  it('counts as spent what it cannot know, and not what a server refused', async () => {
    const client = createClient('claude-haiku-5-5', [overloaded, hangUp, right]);
    const outcome = await parserOf(client).parse(request());
    expect(client.calls).toHaveLength(3);
    const { spent, reserved } = ledger.status('os:alice');
    expect(reserved).toBe(0);
    expect(spent).toBeGreaterThan(125 + 1024);
    expect(outcome.intent.parser.cost_usd).toBe(spent / 1_000_000);
    expect(ledger.usage({ by: 'model' })).toMatchObject([{ calls: 3, unsettled: 0, microUsd: spent }]);
  });

  it('makes no call over the budget, and lets the local parser read the question', async () => {
    ledger.reserve({ user: 'os:alice', parser: 'x', model: 'x', microUsd: limit - 10 });
    const client = createClient('claude-haiku-5-5', [right]);
    const outcome = await createFallbackParser([parserOf(client), createLocalParser()]).parse(request());
    expect(client.calls).toHaveLength(0);
    expect(outcome).toMatchObject({
      kind: 'matched',
      intent: { parser: { kind: 'local', fallback: { from: 'anthropic', why: expect.stringContaining('budget') } } },
    });
  });

  it('does not forget what was sent to a model whose answer could not be used', async () => {
    const offline: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));
    const asking: ModelClient = {
      kind: 'anthropic',
      model: 'claude-haiku-5-5',
      async send(call) {
        await call.fetch('http://127.0.0.1:1/').catch(() => undefined);
        return { text: 'no JSON at all', stop: 'complete', usage };
      },
    };
    const model = parserOf(asking, { fetch: offline });
    const outcome = await createFallbackParser([model, createLocalParser()]).parse(request());
    expect(outcome.intent.parser).toMatchObject({
      kind: 'local',
      fallback: { from: 'anthropic' },
      sent: model.preview(request()).digest,
    });
    const silent = createClient('claude-haiku-5-5', [() => ({ ...right(), text: 'no JSON' })]);
    const unsent = await createFallbackParser([parserOf(silent), createLocalParser()]).parse(request());
    expect(unsent.intent.parser.sent).toBeUndefined();
  });

  it('says so when the budget is nearly used up', async () => {
    ledger.reserve({ user: 'os:alice', parser: 'x', model: 'x', microUsd: 0.7 * limit });
    const warnings: string[] = [];
    const client = createClient('claude-haiku-5-5', [right]);
    const outcome = await parserOf(client, { notify: (warning) => warnings.push(warning) }).parse(request());
    expect(outcome.kind).toBe('matched');
    expect(warnings).toEqual([expect.stringContaining("of the month's $0.01 for models")]);
  });

  it('makes no call when the ledger cannot be written', async () => {
    ledger.close();
    const client = createClient('claude-haiku-5-5', [right]);
    const attempt = await parserOf(client).attempt(request());
    expect(attempt).toMatchObject({ kind: 'failed', failure: { kind: 'ledger-unusable' } });
    expect(client.calls).toHaveLength(0);
  });

  it('makes no call whose price is unknown', async () => {
    const client = createClient('some-new-model', [right]);
    expect(await parserOf(client).attempt(request())).toMatchObject({
      kind: 'failed',
      failure: { kind: 'price-unknown' },
    });
    expect(client.calls).toHaveLength(0);
    const price = { input: 1, cache_read: 1, cache_write: 1, output: 1 };
    expect(await parserOf(client, { price }).attempt(request())).toMatchObject({ kind: 'parsed' });
  });

  it('settles when the user gives up', async () => {
    const aborter = new AbortController();
    const client = createClient('claude-haiku-5-5', [
      () => {
        aborter.abort(new DOMException('Interrupted.', 'AbortError'));
        return hangUp();
      },
    ]);
    await expect(parserOf(client).attempt(request(question, aborter.signal))).rejects.toThrow('Interrupted.');
    expect(ledger.status('os:alice').reserved).toBe(0);
    expect(ledger.status('os:alice').spent).toBeGreaterThan(0);
  });
});

describe('a model parser', () => {
  it('masks the question before it leaves, and shows what would leave', async () => {
    const client = createClient('claude-haiku-5-5', [right]);
    const parser = parserOf(client, {
      mask: (text) => text.replaceAll('hunter2', '[masked]'),
      names: ['shop', 'checkout'],
    });
    const asked = request('why is cpu high since the password is hunter2?');
    await parser.attempt(asked);
    const sent = client.calls[0]?.prompt;
    expect(JSON.stringify(sent)).not.toContain('hunter2');
    expect(JSON.parse(sent?.message ?? '')).toMatchObject({ names: ['shop', 'checkout'] });
    expect(parser.preview(asked).digest).toBe(sent?.digest);
  });

  it('says which parser stepped in, why, and what both cost', async () => {
    const refused = (): ModelReply => ({ text: '', stop: 'refused', usage });
    const first = parserOf(createClient('claude-haiku-5-5', [refused]));
    const second = parserOf(createClient('claude-haiku-5-5', [hangUp]), { limits: { retries: 0 } });
    const outcome = await createFallbackParser([first, second, createLocalParser()]).parse(request());
    expect(outcome.intent.parser).toMatchObject({
      kind: 'local',
      input_tokens: 1000,
      fallback: { from: 'anthropic', why: expect.stringMatching(/refused.* Then: .*hung up/) },
    });
  });
});

describe('the table of prices', () => {
  it.each(['anthropic', 'openai'] as const)('knows the default model of %s', (vendor) => {
    expect(findPrice(defaultModel(vendor))).not.toBeNull();
    expect(findEffort(defaultModel(vendor))).toBe('low');
  });

  it('knows nothing of other models, whatever they are called', () => {
    expect([findPrice('toString'), findPrice('gpt-9'), findEffort('__proto__')]).toEqual([null, null, null]);
  });

  it('counts in whole micro-dollars, rounded up', () => {
    const price = { input: 0.1, cache_read: 0.01, cache_write: 0.125, output: 0.5 };
    expect(costOf({ input: 30, cacheRead: 0, cacheWrite: 0, output: 0 }, price)).toBe(3);
    expect(costOf({ input: 1, cacheRead: 1, cacheWrite: 1, output: 1 }, price)).toBe(1);
    expect(highestCost(8000, 2048, price)).toBe(2024);
  });
});
