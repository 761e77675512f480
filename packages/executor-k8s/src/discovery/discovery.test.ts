import { setImmediate } from 'node:timers/promises';
import type { WireRequest } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiSession, RequestContext } from '../api/session.ts';
import { createDiscovery } from './discovery.ts';

interface Call {
  readonly signal: AbortSignal;
  answer(status: number): void;
}

const groups = {
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: 'karpenter.sh' },
      versions: [
        {
          version: 'v1',
          freshness: 'Current',
          resources: [
            { resource: 'nodeclaims', responseKind: { kind: 'NodeClaim' }, scope: 'Cluster', verbs: ['list'] },
          ],
        },
      ],
    },
  ],
};

/** A session whose answers wait until the test gives them. */
function heldSession(): { readonly session: ApiSession; readonly calls: Call[] } {
  const calls: Call[] = [];
  const session = {
    exchange(_request: WireRequest, { signal }: RequestContext): Promise<ApiAnswer> {
      const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
      signal.addEventListener('abort', () => reject(signal.reason));
      const body = Buffer.from(JSON.stringify(groups));
      calls.push({ signal, answer: (status) => resolve({ status, headers: {}, body }) });
      return promise;
    },
  };
  return { session: session as unknown as ApiSession, calls };
}

function contextOf(controller = new AbortController()): RequestContext {
  return { signal: controller.signal } as unknown as RequestContext;
}

const name = 'nodeclaims.karpenter.sh';

describe('createDiscovery', () => {
  it('asks once for all who ask at the same time, and never again', async () => {
    const { session, calls } = heldSession();
    const discovery = createDiscovery(session);
    const asking = [discovery.resolve(name, contextOf()), discovery.resolve(name, contextOf())];
    calls[0]?.answer(200);
    expect(await Promise.all(asking)).toMatchObject([{ kind: 'found' }, { kind: 'found' }]);
    expect(await discovery.resolve(name, contextOf())).toMatchObject({ kind: 'found' });
    expect(calls).toHaveLength(1);
  });

  it('asks again for those whose time is not up when the first one’s is', async () => {
    const { session, calls } = heldSession();
    const discovery = createDiscovery(session);
    const first = new AbortController();
    const asking = [discovery.resolve(name, contextOf(first)), discovery.resolve(name, contextOf())];
    asking.push(discovery.resolve(name, contextOf()));
    first.abort(new DOMException('step', 'TimeoutError'));
    await setImmediate();
    calls[1]?.answer(200);
    expect(await Promise.all(asking)).toMatchObject([{ kind: 'unknown' }, { kind: 'found' }, { kind: 'found' }]);
    expect(calls).toHaveLength(2);
  });

  it('ends the wait of the one whose time is up, and leaves the others’ question alone', async () => {
    const { session, calls } = heldSession();
    const discovery = createDiscovery(session);
    const second = new AbortController();
    const asking = discovery.resolve(name, contextOf());
    const waiting = discovery.resolve(name, contextOf(second));
    second.abort(new DOMException('step', 'TimeoutError'));
    expect(await waiting).toMatchObject({ kind: 'unknown' });
    const third = discovery.resolve(name, contextOf());
    calls[0]?.answer(200);
    expect(await Promise.all([asking, third])).toMatchObject([{ kind: 'found' }, { kind: 'found' }]);
    expect(calls).toHaveLength(1);
  });

  it('tells all who waited why the cluster refused, without asking once for each', async () => {
    const { session, calls } = heldSession();
    const discovery = createDiscovery(session);
    const asking = [discovery.resolve(name, contextOf()), discovery.resolve(name, contextOf())];
    calls[0]?.answer(403);
    const denied = { kind: 'unknown', reason: { kind: 'denied' } };
    expect(await Promise.all(asking)).toMatchObject([denied, denied]);
    expect(calls).toHaveLength(1);
  });
});
