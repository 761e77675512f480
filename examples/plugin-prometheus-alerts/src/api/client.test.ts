import type { WireTransport } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { type ClientContext, createClient } from './client.ts';

interface Reply {
  readonly status?: number;
  readonly text?: string;
}

function connect(...replies: readonly Reply[]): {
  readonly transport: WireTransport;
  readonly paths: readonly string[];
} {
  const paths: string[] = [];
  const transport: WireTransport = {
    endpoint: 'http://prometheus.test',
    close: async () => {},
    async send({ path }) {
      const { status = 200, text = '{"status":"success","data":1}' } = replies[paths.length] ?? replies.at(-1) ?? {};
      paths.push(path);
      const body = (async function* () {
        yield Buffer.from(text);
      })();
      return { status, headers: {}, body };
    },
  };
  return { transport, paths };
}

const context: ClientContext = {
  signal: new AbortController().signal,
  clock: { now: () => 0, sleep: async () => {} },
  countCall: () => {},
};

describe('createClient', () => {
  it('tries a second time what may pass by itself, and nothing else', async () => {
    const passing = connect({ status: 503 }, {});
    expect(await createClient(() => passing.transport).get('/a', context)).toMatchObject({ status: 'present' });
    const denied = connect({ status: 403 }, {});
    expect(await createClient(() => denied.transport).get('/a', context)).toMatchObject({ reason: { kind: 'denied' } });
    expect([passing.paths.length, denied.paths.length]).toEqual([2, 1]);
  });

  it('encodes and sorts parameters', async () => {
    const { transport, paths } = connect({});
    await createClient(() => transport).get('/q', context, { query: 'a{b="c d"}&x=1', a: '1' });
    expect(paths).toEqual(['/q?a=1&query=a%7Bb%3D%22c+d%22%7D%26x%3D1']);
  });

  it.each<readonly [string, Reply, string]>([
    ['a page of another program', { text: '<html>' }, 'invalid'],
    ['an error with status 200', { text: '{"status":"error"}' }, 'invalid'],
    ['an answer that is too large', { text: `"${'x'.repeat(33 * 1024 * 1024)}"` }, 'truncated'],
    ['a redirect', { status: 302 }, 'failed'],
  ])('takes %s for unknown', async (_what, reply, kind) => {
    const { transport } = connect(reply);
    expect(await createClient(() => transport).get('/a', context)).toMatchObject({
      status: 'unknown',
      reason: { kind },
    });
  });
});
