import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModelParser } from '../models/model-parser.ts';
import { createTestClock, request, rightAnswer } from './__fixtures__/answers.ts';
import { wires } from './__fixtures__/wires.ts';

/** Somebody else's idea of the same wires, so that ours is not only true to itself. */
let server: LLMock;

beforeAll(async () => {
  server = await LLMock.create({ host: '127.0.0.1', port: 0 });
  server.onMessage(/why is cpu high/, {
    content: JSON.stringify(rightAnswer),
    usage: { input_tokens: 900, output_tokens: 40, prompt_tokens: 900, completion_tokens: 40 },
  });
});

afterAll(() => server.stop());

describe.each(wires)('against an independent server: $name', ({ createClient, name, path }) => {
  it.each([false, true])('reads a right answer (streamed: %s)', async (stream) => {
    const parser = createModelParser({
      client: createClient(server.url, stream),
      clock: createTestClock(),
      random: () => 0,
      mask: (text) => text,
    });
    const outcome = await parser.parse(request());
    expect(outcome).toMatchObject({ kind: 'matched', playbook: 'k8s-high-cpu', intent: { parser: { kind: name } } });
    expect(server.getLastRequest()?.path).toBe(path);
  });

  it('tries again after an error and says which one it was', async () => {
    for (let times = 0; times < 3; times++)
      server.nextRequestError(529, { message: 'Overloaded', type: 'overloaded_error' });
    const parser = createModelParser({
      client: createClient(server.url, false),
      clock: createTestClock(),
      random: () => 0,
      mask: (text) => text,
    });
    expect(await parser.attempt(request())).toMatchObject({
      kind: 'failed',
      failure: { kind: 'overloaded', status: 529 },
    });
    expect(await parser.attempt(request())).toMatchObject({ kind: 'parsed' });
  });
});
