import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBudgetLedger } from '../budget/open-ledger.ts';
import { createTestClock, question, request, rightAnswer } from '../contract/__fixtures__/answers.ts';
import type { ModelClient, ModelReply } from '../models/model-client.ts';
import { createModelParser, type ModelParser } from '../models/model-parser.ts';
import { createRulesReader } from '../models/rules.ts';
import type { AnswerCache } from './answer-cache.ts';
import { openAnswerCache } from './open-cache.ts';

const rules = createRulesReader();
let folder: string;
let now: number;
let cache: AnswerCache;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-'));
  now = Date.UTC(2026, 10, 23);
  cache = openAnswerCache({ path: join(folder, 'answers.db'), clock: { now: () => now }, maximumEntries: 3 });
});

afterEach(() => {
  cache.close();
  rmSync(folder, { recursive: true });
});

/** A model that counts how often it is asked. */
function createCountingClient(answer: object, model = 'claude-haiku-5-5'): ModelClient & { asked: number } {
  const usage = { input: 1000, cacheRead: 0, cacheWrite: 0, output: 50 };
  return {
    kind: 'anthropic',
    model,
    asked: 0,
    async send(): Promise<ModelReply> {
      this.asked += 1;
      return { text: JSON.stringify(answer), stop: 'complete', usage };
    },
  };
}

function parserOf(client: ModelClient, others: Partial<Parameters<typeof createModelParser>[0]> = {}): ModelParser {
  return createModelParser({
    client,
    clock: createTestClock(),
    random: () => 0,
    mask: (text) => text,
    cache,
    rules,
    ...others,
  });
}

describe('a cache of answers', () => {
  it('keeps them for a month, and no more than it may', () => {
    for (const key of ['a', 'b', 'c', 'd']) {
      now += 1;
      cache.set(key, `answer ${key}`);
    }
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([null, 'answer b', 'answer c', 'answer d']);
    now += 30 * 24 * 60 * 60 * 1000;
    expect(cache.get('d')).toBeNull();
  });

  it('is readable by its owner alone, and holds no question', async () => {
    await parserOf(createCountingClient(rightAnswer)).parse(request());
    const path = join(folder, 'answers.db');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    cache.close();
    expect(readFileSync(path, 'latin1')).toContain('k8s-high-cpu');
    expect(readFileSync(path, 'latin1')).not.toContain(question.slice(0, 15));
  });

  it('that cannot be opened is an empty one', async () => {
    writeFileSync(join(folder, 'broken.db'), 'no database'.repeat(500));
    const broken = openAnswerCache({ path: join(folder, 'broken.db'), clock: { now: () => now } });
    broken.set('a', 'b');
    expect(broken.get('a')).toBeNull();
    const outcome = await parserOf(createCountingClient(rightAnswer), { cache: broken }).parse(request());
    expect(outcome.kind).toBe('matched');
  });
});

describe('a model parser with a cache', () => {
  it('asks once, then answers the same for nothing and says so', async () => {
    const client = createCountingClient(rightAnswer);
    const ledger = openBudgetLedger({ path: join(folder, 'usage.db'), clock: { now: () => now } });
    const parser = parserOf(client, { ledger, user: 'os:alice' });
    const first = await parser.parse(request());
    const second = await parser.parse(request());
    expect(client.asked).toBe(1);
    expect(first.intent.parser).toMatchObject({ input_tokens: 1000, cost_usd: 0.000125 });
    expect(second.intent.parser).toEqual({
      kind: 'anthropic',
      model: 'claude-haiku-5-5',
      input_tokens: 0,
      output_tokens: 0,
      cost_usd: 0,
      cached: true,
    });
    expect({ ...second, intent: { ...second.intent, parser: first.intent.parser } }).toEqual(first);
    expect(ledger.usage({ by: 'playbook' })).toMatchObject([
      { key: 'k8s-high-cpu', calls: 1, cached: 1, microUsd: 125 },
    ]);
    ledger.close();
  });

  it.each([
    { what: 'the question', changed: () => request(`${question} `) },
    {
      what: 'a playbook',
      changed: () => {
        const { entries } = request().catalog;
        const catalog = { entries: entries.map((entry, at) => (at === 0 ? { ...entry, digest: 'sha256:9' } : entry)) };
        return { ...request(), catalog };
      },
    },
    { what: 'the environments', changed: () => ({ ...request(), environments: ['canary'] }) },
  ])('asks again when $what changed', async ({ changed }) => {
    const client = createCountingClient(rightAnswer);
    await parserOf(client).parse(request());
    await parserOf(client).parse(changed());
    expect(client.asked).toBe(2);
  });

  it('asks again with another model', async () => {
    await parserOf(createCountingClient(rightAnswer)).parse(request());
    const other = createCountingClient(rightAnswer, 'claude-sonnet-5-5');
    await parserOf(other).parse(request());
    expect(other.asked).toBe(1);
  });

  it('keeps nothing that could not be read', async () => {
    const client = createCountingClient({ ...rightAnswer, approved: true });
    await parserOf(client).parse(request());
    await parserOf(client).parse(request());
    expect(client.asked).toBe(2);
  });

  it('trusts a file that somebody edited no more than a model', async () => {
    const client = createCountingClient(rightAnswer);
    const kept: string[] = [];
    const spied: AnswerCache = { ...cache, get: () => kept[0] ?? null, set: () => undefined };
    kept.push(JSON.stringify({ ...rightAnswer, playbook: 'k8s-delete-everything' }));
    const outcome = await parserOf(client, { cache: spied }).parse(request());
    expect(outcome).toMatchObject({ kind: 'matched', playbook: 'k8s-high-cpu' });
    expect(client.asked).toBe(1);
  });
});
