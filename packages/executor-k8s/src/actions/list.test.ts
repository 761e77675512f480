import type { Evidence } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import {
  answerJson,
  type FakeApiServer,
  type Handler,
  startFakeApiServer,
  status,
} from '../__fixtures__/fake-api-server.ts';
import { connectTo, createTestContext, runAction } from '../__fixtures__/test-bench.ts';
import type { ListOutput } from './list.ts';

let server: FakeApiServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function list(
  handler: Handler,
  input: object = {},
  context = createTestContext(),
): Promise<Evidence<ListOutput>> {
  server = await startFakeApiServer(handler);
  const provider = await connectTo(server.url, { requestTimeoutMs: 300 });
  try {
    return await runAction(provider, 'list', { resource: 'pods', ...input }, context);
  } finally {
    await provider.close();
  }
}

function pod(namespace: string, name: string, extra: object = {}): object {
  return { metadata: { namespace, name }, ...extra };
}

function page(items: readonly object[], next = '', remaining = 0): object {
  const metadata = { resourceVersion: '7', ...(next ? { continue: next, remainingItemCount: remaining } : {}) };
  return { kind: 'PodList', apiVersion: 'v1', metadata, items };
}

function paged(request: { url: URL }): object {
  const token = request.url.searchParams.get('continue');
  if (token === 'two') return page([pod('b', 'x')], 'three', 1);
  return token === 'three' ? page([pod('a', 'y')]) : page([pod('c', 'z'), pod('a', 'a')], 'two', 2);
}

describe('kubernetes.list', () => {
  it('reads all pages and sorts by namespace, then name', async () => {
    const context = createTestContext();
    const evidence = await list((request, response) => answerJson(response, 200, paged(request)), {}, context);
    const names = evidence.output?.items.map((item) => JSON.stringify(item.metadata));
    expect(names).toEqual([
      '{"namespace":"a","name":"a"}',
      '{"namespace":"a","name":"y"}',
      '{"namespace":"b","name":"x"}',
      '{"namespace":"c","name":"z"}',
    ]);
    expect(evidence).toMatchObject({
      status: 'present',
      output: { resource: 'pods', namespace: null, pages: 3, complete: true, resource_version: '7' },
    });
    expect(evidence.output?.server_time).toBe('2026-11-22T12:00:00.000Z');
    expect(context.calls).toBe(3);
    expect(context.messages).toEqual(['pods: page 1', 'pods: page 2', 'pods: page 3']);
  });

  it('asks for the next page before the current one has ended', async () => {
    let finishFirst = (): void => undefined;
    const evidence = await list((request, response) => {
      const body = JSON.stringify(paged(request));
      if (request.url.searchParams.get('continue') !== null) {
        finishFirst();
        return answerJson(response, 200, body);
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(body.slice(0, body.indexOf('"items"') + 4));
      finishFirst = () => response.end(body.slice(body.indexOf('"items"') + 4));
      return undefined;
    });
    expect(evidence).toMatchObject({ status: 'present', output: { pages: 3, complete: true } });
  });

  it('sends what it was asked, with sorted parameters', async () => {
    const evidence = await list((_request, response) => answerJson(response, 200, page([])), {
      resource: 'deploy',
      namespace: 'shop',
      label_selector: 'app in (a,b)',
      field_selector: 'metadata.name=x',
      consistency: 'any',
    });
    expect(server?.seen[0]?.url.pathname).toBe('/apis/apps/v1/namespaces/shop/deployments');
    expect(server?.seen[0]?.url.search).toBe(
      '?fieldSelector=metadata.name%3Dx&labelSelector=app%20in%20(a%2Cb)&limit=500&resourceVersion=0',
    );
    expect(server?.seen[0]?.headers.authorization).toBe('Bearer test-token');
    expect(evidence.output?.consistency).toBe('any');
  });

  it('pages pods even where staleness is allowed, and says so', async () => {
    const evidence = await list((_request, response) => answerJson(response, 200, page([])), { consistency: 'any' });
    expect(server?.seen[0]?.url.search).toBe('?limit=500');
    expect(evidence.output?.consistency).toBe('latest');
  });

  it('stops at the limit and says that the list is not complete', async () => {
    const evidence = await list((request, response) => answerJson(response, 200, paged(request)), { limit: 1 });
    expect(evidence).toMatchObject({ status: 'present', output: { pages: 1, complete: false } });
    expect(evidence.output?.items).toHaveLength(1);
    expect(server?.seen).toHaveLength(1);
  });

  it('asks for metadata alone when the fields need no more', async () => {
    await list((_request, response) => answerJson(response, 200, page([])), { fields: ['metadata.name'] });
    expect(server?.seen[0]?.headers.accept).toContain('PartialObjectMetadataList');
    expect(server?.seen[0]?.url.searchParams.get('pretty')).toBe('false');
  });

  it('keeps only the fields asked for', async () => {
    const object = pod('a', 'b', { spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }, { image: 'j' }] } });
    const fields = ['metadata.name', 'spec.containers[].name'];
    const evidence = await list((_request, response) => answerJson(response, 200, page([object])), { fields });
    expect(evidence.output?.items).toEqual([{ metadata: { name: 'b' }, spec: { containers: [{ name: 'c' }, {}] } }]);
  });

  it('reads an object with 10,000 containers', async () => {
    const containers = Array.from({ length: 10_000 }, (_, index) => ({
      name: `c${index}`,
      env: [{ name: 'K', value: 's' }],
    }));
    const object = pod('a', 'b', { spec: { containers } });
    const evidence = await list((_request, response) => answerJson(response, 200, page([object])));
    expect(JSON.stringify(evidence.output)).not.toContain('"value"');
    expect(JSON.stringify(evidence.output)).toContain('"c9999"');
  });

  it('keeps escapes in names as data and out of messages', async () => {
    const hostile = 'a\u001b]0;x\u0007b';
    const evidence = await list((_request, response) => answerJson(response, 403, status(403, 'Forbidden', hostile)));
    expect(evidence.reason?.message).toBe('list pods: HTTP 403: a ]0;x b');
  });

  describe('when something fails', () => {
    it('is unknown, denied, and names the right after a 403', async () => {
      const evidence = await list((_request, response) => answerJson(response, 403, status(403, 'Forbidden', 'no')), {
        namespace: 'shop',
      });
      expect(evidence).toEqual({
        status: 'unknown',
        reason: {
          kind: 'denied',
          message: 'list pods in namespace shop: HTTP 403: no',
          needs: 'list pods in namespace shop',
        },
      });
    });

    it('is unknown, denied, after a 401', async () => {
      const evidence = await list((_request, response) => answerJson(response, 401, status(401, 'Unauthorized', 'U')));
      expect(evidence.reason).toMatchObject({ kind: 'denied', needs: expect.stringContaining('credentials') });
    });

    it('begins anew after a 410 and then succeeds', async () => {
      let expired = false;
      const evidence = await list((request, response) => {
        if (request.url.searchParams.get('continue') === 'three' && !expired) {
          expired = true;
          return answerJson(response, 410, status(410, 'Expired', 'too old'));
        }
        return answerJson(response, 200, paged(request));
      });
      expect(evidence).toMatchObject({ status: 'present', output: { pages: 3, complete: true } });
      expect(evidence.output?.items).toHaveLength(4);
    });

    it('is unknown, truncated, with the part that was read, when 410 does not end', async () => {
      const evidence = await list((request, response) =>
        request.url.searchParams.get('continue') === 'three'
          ? answerJson(response, 410, status(410, 'Expired', 'too old'))
          : answerJson(response, 200, paged(request)),
      );
      expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'truncated' }, output: { complete: false } });
      expect(evidence.output?.items).toHaveLength(3);
      expect(server?.seen).toHaveLength(9);
    });

    it('waits as long as Retry-After says, by the run’s clock', async () => {
      let refusals = 2;
      const context = createTestContext();
      const evidence = await list(
        (_request, response) => {
          refusals -= 1;
          if (refusals < 0) return answerJson(response, 200, page([]));
          return answerJson(response, refusals === 1 ? 429 : 503, status(429, 'TooManyRequests', 'slow down'), {
            'retry-after': '3',
          });
        },
        {},
        context,
      );
      expect(evidence.status).toBe('present');
      expect(context.slept).toEqual([3000, 3000]);
      expect(context.calls).toBe(3);
    });

    it('is unknown, throttled, when 429 does not end', async () => {
      const context = createTestContext();
      const evidence = await list(
        (_request, response) => answerJson(response, 429, 'x', { 'retry-after': '999' }),
        {},
        context,
      );
      expect(evidence.reason?.kind).toBe('throttled');
      expect(context.slept).toEqual([30_000, 30_000, 30_000]);
    });

    it('does not wait for a 503 that says no time', async () => {
      const evidence = await list((_request, response) => answerJson(response, 503, 'service unavailable'));
      expect(evidence.reason).toMatchObject({ kind: 'unavailable' });
      expect(server?.seen).toHaveLength(1);
    });

    it('tries a broken connection again, then succeeds', async () => {
      let broken = 2;
      const context = createTestContext();
      const evidence = await list(
        (_request, response) => {
          broken -= 1;
          if (broken < 0) return answerJson(response, 200, page([pod('a', 'b')]));
          response.writeHead(200, { 'content-type': 'application/json' });
          response.write('{"kind":"PodList","metadata":{');
          response.destroy();
          return undefined;
        },
        {},
        context,
      );
      expect(evidence.status).toBe('present');
      expect(context.slept).toEqual([250, 500]);
    });

    it('is unknown, timeout, when the server hangs', async () => {
      const evidence = await list(() => undefined);
      expect(evidence.reason).toMatchObject({ kind: 'timeout', message: expect.stringContaining('REQUEST_TIMED_OUT') });
    });

    it('is unknown with a part when the second page fails', async () => {
      const evidence = await list((request, response) =>
        request.url.searchParams.has('continue')
          ? answerJson(response, 403, status(403, 'Forbidden', 'no'))
          : answerJson(response, 200, paged(request)),
      );
      expect(evidence).toMatchObject({ status: 'unknown', reason: { kind: 'denied' }, output: { complete: false } });
    });

    it('is unknown, invalid, when the answer is no list', async () => {
      const evidence = await list((_request, response) => answerJson(response, 200, '<html>login</html>'));
      expect(evidence.reason?.kind).toBe('invalid');
    });

    it('is absent for a kind that is not served, unknown when discovery fails', async () => {
      const groups = { kind: 'APIGroupDiscoveryList', items: [] };
      const absent = await list(
        (request, response) => answerJson(response, request.url.pathname === '/apis' ? 200 : 404, groups),
        { resource: 'nodeclaims.karpenter.sh' },
      );
      expect(absent).toEqual({ status: 'absent' });
      await server?.close();
      const unknown = await list((_request, response) => answerJson(response, 403, 'no'), {
        resource: 'nodeclaims.karpenter.sh',
      });
      expect(unknown.reason?.kind).toBe('denied');
    });

    it('is unknown, interrupted, when the run ends', async () => {
      const controller = new AbortController();
      const evidence = await list(() => controller.abort(), {}, createTestContext(controller.signal));
      expect(evidence.reason?.kind).toBe('interrupted');
    });
  });
});
