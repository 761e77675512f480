import { describe, expect, it } from 'vitest';
import { createTestClock, request, rightAnswer } from '../contract/__fixtures__/answers.ts';
import { type Scripted, startScriptedServer } from '../contract/__fixtures__/scripted-server.ts';
import { testKey, wires } from '../contract/__fixtures__/wires.ts';
import { Secret } from '../keys/secret.ts';
import { createModelParser, type ModelParser } from './model-parser.ts';
import { createOpenAICompatibleClient, type OpenAICompatibleOptions } from './openai-compatible.ts';

const wire = wires.find(({ name }) => name === 'openai-compatible');
const right = JSON.stringify(rightAnswer);
const unsupported: Scripted = {
  kind: 'body',
  status: 400,
  body: JSON.stringify({ error: { message: "'response_format.type' must be 'text'", type: 'invalid_request_error' } }),
};

function answer(): Scripted {
  return wire?.answer(right, false) ?? expect.unreachable();
}

const called: Scripted = {
  kind: 'body',
  status: 200,
  body: JSON.stringify({
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'intent', arguments: right } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
  }),
};

const free = { input: 0, cache_read: 0, cache_write: 0, output: 0 };

function parserOf(options: OpenAICompatibleOptions): ModelParser {
  const client = createOpenAICompatibleClient(options);
  return createModelParser({ client, clock: createTestClock(), random: () => 0, mask: (text) => text, price: free });
}

function modeOf(body: Readonly<Record<string, unknown>>): string {
  if (body.tools !== undefined) return 'tool';
  const format = body.response_format as { readonly type: string } | undefined;
  return format?.type ?? 'prompt';
}

describe('a parser for OpenAI-compatible servers', () => {
  it.each([
    { can: 'schemas', script: [answer()], modes: ['json_schema'] },
    { can: 'tools', script: [unsupported, called], modes: ['json_schema', 'tool'] },
    { can: 'JSON', script: [unsupported, unsupported, answer()], modes: ['json_schema', 'tool', 'json_object'] },
    {
      can: 'text',
      script: [unsupported, unsupported, unsupported, answer()],
      modes: ['json_schema', 'tool', 'json_object', 'prompt'],
    },
  ])('finds out that a server can do $can, and remembers it', async ({ script, modes }) => {
    await using server = await startScriptedServer([...script, ...script.slice(-1)]);
    const parser = parserOf({ baseUrl: `${server.url}/v1`, model: 'llama' });
    expect((await parser.parse(request())).kind).toBe('matched');
    expect(server.received.map(({ body }) => modeOf(body))).toEqual(modes);
    expect((await parser.parse(request())).kind).toBe('matched');
    expect(server.received.map(({ body }) => modeOf(body))).toEqual([...modes, ...modes.slice(-1)]);
  });

  it('takes a request that is turned down in every mode as turned down', async () => {
    await using server = await startScriptedServer([unsupported]);
    const attempt = await parserOf({ baseUrl: `${server.url}/v1`, model: 'llama' }).attempt(request());
    expect(attempt).toMatchObject({ kind: 'failed', failure: { kind: 'request-rejected', status: 400 } });
    expect(server.received).toHaveLength(4);
  });

  it('sends no authorization to a server that wants none', async () => {
    await using server = await startScriptedServer([answer()]);
    await parserOf({ baseUrl: `${server.url}/v1`, model: 'llama' }).parse(request());
    expect(server.received[0]?.headers).not.toHaveProperty('authorization');
    expect(server.received[0]?.body).toMatchObject({ model: 'llama', max_tokens: 2048 });
  });

  it('speaks Azure: version in the query, key in its own header', async () => {
    await using server = await startScriptedServer([answer()]);
    const key = async (): Promise<Secret> => new Secret(testKey);
    const baseUrl = `${server.url}/openai/deployments/small`;
    await parserOf({ baseUrl, model: 'small', key, azureApiVersion: '2026-10-01' }).parse(request());
    expect(server.received[0]).toMatchObject({
      path: '/openai/deployments/small/chat/completions?api-version=2026-10-01',
      headers: { 'api-key': testKey },
      body: { max_completion_tokens: 2048 },
    });
    expect(server.received[0]?.headers).not.toHaveProperty('authorization');
  });

  it('asks back when a server leaves out what its protocol promises', async () => {
    await using server = await startScriptedServer([
      { kind: 'body', status: 200, body: '{"choices":[{"finish_reason":"stop"}]}' },
    ]);
    const outcome = await parserOf({ baseUrl: `${server.url}/v1`, model: 'llama' }).parse(request());
    expect(outcome.kind).toBe('clarify');
  });
});
