import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { catalog, toAnswer } from '../__fixtures__/answers.ts';
import { evaluate } from '../evaluate.ts';
import type { Figures } from '../score/figures.ts';
import { createParser, type ParserChoice, type ParserSurroundings } from './create-parser.ts';

let server: Server;
let seen: (string | undefined)[];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    request.resume();
    response.setHeader('content-type', 'application/json');
    const message = { role: 'assistant', content: 'I would rather chat.' };
    const usage = { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105 };
    const choices = [{ index: 0, finish_reason: 'stop', message }];
    response.end(JSON.stringify({ id: 'c', object: 'chat.completion', created: 0, model: 'm', choices, usage }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(() => new Promise((resolve) => server.close(resolve)));

const surroundings: ParserSurroundings = {
  environment: { OPENAI_API_KEY: 'sk-vendor-key', OWN_KEY: 'sk-own-key-123' },
  clock: { now: () => 0, sleep: async () => undefined },
  random: () => 0,
  signal: new AbortController().signal,
};

function choiceOf(change: Partial<ParserChoice>): ParserChoice {
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  return { parser: 'openai-compatible', model: 'm', baseUrl, keyVariable: undefined, ...change };
}

function figuresOf(choice: ParserChoice): Promise<Figures> {
  const { question } = toAnswer({ tags: ['plain'], expected: 'look', actual: 'look' }, 'q1');
  return evaluate({
    parser: createParser(choice, surroundings),
    questions: [question],
    catalog,
    now: 0,
    stopwatch: () => 0,
    signal: surroundings.signal,
  });
}

describe('a compatible server', () => {
  it('that only chats is measured as one that declines, with its tokens and without a price', async () => {
    const figures = await figuresOf(choiceOf({}));
    expect(figures).toMatchObject({ all: { count: 1, right: 0 }, cost_usd: null });
    expect(figures.tokens.input).toBeGreaterThanOrEqual(100);
  });

  it("never sees a vendor's key, and the stated one only when it is stated", async () => {
    await figuresOf(choiceOf({}));
    expect(seen.join()).not.toContain('sk-');
    await figuresOf(choiceOf({ keyVariable: 'OWN_KEY' }));
    expect(seen.at(-1)).toBe('Bearer sk-own-key-123');
  });

  it.each([{ model: undefined }, { baseUrl: undefined }])('needs to be named: %j', (change) => {
    expect(() => createParser(choiceOf(change), surroundings)).toThrow(
      expect.objectContaining({ code: 'ARGUMENTS_INVALID' }),
    );
  });
});

it("a vendor's parser without its key says so at the first question", async () => {
  const choice = choiceOf({ parser: 'anthropic', keyVariable: 'NOT_SET' });
  await expect(figuresOf(choice)).rejects.toMatchObject({ code: expect.stringMatching(/KEY_MISSING|MODEL_FAILED/) });
  expect(seen).toEqual([]);
});
