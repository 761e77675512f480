import { afterEach, describe, expect, it } from 'vitest';
import {
  answerJson,
  type FakeApiServer,
  type Handler,
  startFakeApiServer,
  status,
} from '../../__fixtures__/fake-api-server.ts';
import { writeKubeconfig } from '../../__fixtures__/temporary-kubeconfig.ts';
import { createTestContext } from '../../__fixtures__/test-bench.ts';
import { createSemaphore } from '../../api/semaphore.ts';
import { createApiSession } from '../../api/session.ts';
import { createClusterTransport } from '../../transport/cluster-transport.ts';
import { type ChangeAnswer, sendChange } from './send-change.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Limits {
  readonly signal?: AbortSignal;
  readonly requestTimeoutMs?: number;
}

async function send(
  handler: Handler,
  { signal, requestTimeoutMs = 10_000 }: Limits = {},
): Promise<{ answer: ChangeAnswer; server: FakeApiServer }> {
  const server = await startFakeApiServer(handler);
  const kubeconfigPath = await writeKubeconfig({ server: server.url, user: { token: 't' } });
  const transport = createClusterTransport({ kubeconfigPath, environment: {} });
  closing.push(
    () => transport.close(),
    () => server.close(),
  );
  const session = createApiSession({
    transport,
    places: createSemaphore(8),
    requestTimeoutMs,
    maxBodyBytes: 100_000,
  });
  const answer = await sendChange(
    { session, context: createTestContext(signal) },
    {
      asked: { verb: 'patch', resource: 'apps/deployments', namespace: 'shop', name: 'api' },
      request: { method: 'PATCH', path: '/x', headers: { 'content-type': 'application/json-patch+json' }, body: '[]' },
    },
  );
  return { answer, server };
}

describe('sendChange, over a real connection', () => {
  it.each([
    [200, 'done'],
    [403, 'refused'],
    [404, 'gone'],
    [409, 'conflict'],
    [422, 'refused'],
    [429, 'later'],
    [500, 'lost'],
    [503, 'lost'],
    [504, 'lost'],
  ])('sends once, and takes HTTP %i for %s', async (code, kind) => {
    const { answer, server } = await send((_request, response) =>
      answerJson(response, code, status(code, 'X', 'words'), { 'retry-after': '1' }),
    );
    expect(answer.kind).toBe(kind);
    expect(server.seen).toHaveLength(1);
  });

  it('sends once when the connection breaks before, amid and after an answer', async () => {
    const breaks: readonly Handler[] = [
      (_request, response) => void response.destroy(),
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"half');
        setTimeout(() => response.destroy(), 20);
      },
      (_request, response) => void response.end('no JSON'),
    ];
    for (const handler of breaks) {
      const { answer, server } = await send(handler);
      expect(answer).toMatchObject({ kind: 'lost' });
      expect(server.seen).toHaveLength(1);
    }
  });

  it('sends once when no answer comes in time', async () => {
    const { answer, server } = await send(() => undefined, { requestTimeoutMs: 300 });
    expect(answer).toMatchObject({ kind: 'lost', reason: { kind: 'timeout' } });
    expect(server.seen).toHaveLength(1);
  });

  it('says that it was interrupted', async () => {
    const { answer } = await send(() => undefined, { signal: AbortSignal.timeout(200) });
    expect(answer).toMatchObject({
      kind: 'lost',
      reason: { kind: 'timeout', message: expect.stringContaining('time ran out') },
    });
  });
});
