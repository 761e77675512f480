import { afterEach, describe, expect, it } from 'vitest';
import { answerJson, type FakeApiServer, startFakeApiServer } from '../__fixtures__/fake-api-server.ts';
import { connectTo, createTestContext, runAction } from '../__fixtures__/test-bench.ts';
import type { KubernetesProviderOptions } from '../provider.ts';
import { fillQuery } from './prometheus-template.ts';

const open: FakeApiServer[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function serve(status: number, body: unknown): Promise<FakeApiServer> {
  const server = await startFakeApiServer((_request, response) => answerJson(response, status, body));
  open.push(server);
  return server;
}

async function run(action: string, input: object, options: Partial<KubernetesProviderOptions>): Promise<unknown> {
  const provider = await connectTo('http://127.0.0.1:1', options);
  try {
    return await runAction(provider, action, input, createTestContext());
  } finally {
    await provider.close();
  }
}

async function query(status: number, body: unknown, more: object = {}): Promise<unknown> {
  const { url } = await serve(status, body);
  return run('prometheus-query', { query: 'up{$match}', ...more }, { prometheus: { url } });
}

const vector = (result: readonly unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });

describe('the blanks of a query', () => {
  it('are filled with matchers that no value can leave', () => {
    const match = { namespace: 'a"} or up{x="\\', pod: null };
    expect(fillQuery('m{a="b",$match}[$window]', { match, windowSec: 60 })).toBe(
      'm{a="b",namespace="a\\"} or up{x=\\"\\\\"}[60s]',
    );
  });

  it('may stay empty', () => {
    expect(fillQuery('m{$match}', { match: {}, windowSec: null })).toBe('m{}');
  });
});

describe('kubernetes.prometheus-query', () => {
  it('says that none is configured, and which setting', async () => {
    expect(await run('prometheus-query', { query: 'up' }, {})).toMatchObject({
      reason: { kind: 'unavailable', needs: 'kubernetes.prometheus in the configuration' },
    });
  });

  it('answers samples sorted by labels, values that are no number as null, hostile labels on one line', async () => {
    const result = [
      { metric: { pod: 'b' }, value: [1_795_000_000, 'NaN'] },
      { metric: { pod: 'a\u001b[31m\n', job: 'x' }, value: [1_795_000_000, '0.5'] },
    ];
    expect(await query(200, vector(result))).toEqual({
      status: 'present',
      output: {
        query: 'up{}',
        evaluated_at: '2026-11-18T11:06:40.000Z',
        samples: [
          { labels: { job: 'x', pod: 'a [31m' }, value: 0.5 },
          { labels: { pod: 'b' }, value: null },
        ],
        warnings: [],
      },
    });
  });

  it('fills in what is meant, and asks for the end of an interval', async () => {
    const server = await serve(200, vector([]));
    const window = '2026-11-20T00:00:00Z/2026-11-21T00:00:00Z';
    const input = { query: 'max_over_time(m{$match}[$window])', match: { namespace: 'shop' }, window };
    await run('prometheus-query', input, { prometheus: { url: server.url } });
    const asked = server.seen[0]?.url.searchParams;
    expect(asked?.get('query')).toBe('max_over_time(m{namespace="shop"}[86400s])');
    expect(asked?.get('time')).toBe(String(Date.parse('2026-11-21T00:00:00Z') / 1000));
  });

  it.each([
    [401, {}, 'denied', 'does not accept this login'],
    [404, 'not found', 'not-found', 'no prometheus API'],
    [302, {}, 'failed', 'redirects'],
    [400, { status: 'error', errorType: 'bad_data', error: 'parse error\u0007' }, 'invalid', 'parse error'],
    [503, { status: 'error', errorType: 'timeout', error: 'query timed out' }, 'timeout', 'timed out'],
    [200, '<html>', 'invalid', 'no JSON'],
    [200, { status: 'success', data: { resultType: 'matrix', result: [] } }, 'invalid', 'no result'],
    [200, [], 'invalid', 'no result'],
  ])('takes HTTP %i with %j for unknown: %s', async (status, body, kind, said) => {
    expect(await query(status, body)).toMatchObject({
      status: 'unknown',
      reason: { kind, message: expect.stringContaining(said) },
    });
  });

  it('keeps 20,000 series and says that there are more', async () => {
    const many = Array.from({ length: 20_001 }, (_, index) => ({ metric: { pod: `p${index}` }, value: [1, '1'] }));
    expect(await query(200, vector(many))).toMatchObject({ status: 'unknown', reason: { kind: 'truncated' } });
    expect(await query(200, vector(many.slice(1)))).toMatchObject({ status: 'present' });
  });

  it.each([{ window: 'a week' }, { match: { 'a-b': 'x' } }, { query: '' }])('refuses %j', async (wrong) => {
    await expect(query(200, vector([]), wrong)).rejects.toThrow();
  });
});

describe('kubernetes.alerts', () => {
  const alert = {
    labels: { alertname: 'KubePodCrashLooping', severity: 'critical', pod: 'api-1\u001b]0;x\u0007', namespace: 'shop' },
    annotations: { summary: 'Pod is\ncrash looping', description: 'x'.repeat(3000) },
    startsAt: '2026-11-22T11:00:00Z',
    status: { state: 'active', silencedBy: [], inhibitedBy: [] },
  };

  it('says that none is configured', async () => {
    expect(await run('alerts', {}, {})).toMatchObject({
      reason: { needs: 'kubernetes.alertmanager in the configuration' },
    });
  });

  it('asks Alertmanager for what is active, and makes hostile text short and plain', async () => {
    const server = await serve(200, [alert, { ...alert, status: { state: 'suppressed' } }]);
    const evidence = await run('alerts', {}, { alertmanager: { url: `${server.url}/am` } });
    expect(server.seen[0]?.url.pathname).toBe('/am/api/v2/alerts');
    expect(server.seen[0]?.url.searchParams.get('silenced')).toBe('false');
    expect(evidence).toMatchObject({
      status: 'present',
      output: {
        source: 'alertmanager',
        alerts: [{ name: 'KubePodCrashLooping', severity: 'critical', since: '2026-11-22T11:00:00.000Z' }],
      },
    });
    expect(JSON.stringify(evidence)).not.toMatch(/\\u001b|\\n|x{1100}/);
  });

  it('asks Prometheus for what fires where there is no Alertmanager', async () => {
    const alerts = [
      { ...alert, state: 'firing', activeAt: '2026-11-22T11:00:00Z' },
      { ...alert, state: 'pending' },
    ];
    const { url } = await serve(200, { status: 'success', data: { alerts } });
    const evidence = (await run('alerts', {}, { prometheus: { url } })) as { output: { alerts: unknown[] } };
    expect(evidence).toMatchObject({ status: 'present', output: { source: 'prometheus' } });
    expect(evidence.output.alerts).toHaveLength(1);
  });

  it.each([[{}], [{ status: 'success' }], ['null']])('does not take %j for "nothing fires"', async (body) => {
    const { url } = await serve(200, body);
    expect(await run('alerts', {}, { alertmanager: { url } })).toMatchObject({ reason: { kind: 'invalid' } });
  });

  it('keeps 1,000 and says that there are more', async () => {
    const many = Array.from({ length: 1001 }, (_, index) => ({ ...alert, labels: { alertname: `A${index}` } }));
    const { url } = await serve(200, many);
    expect(await run('alerts', {}, { alertmanager: { url } })).toMatchObject({
      reason: { kind: 'truncated' },
      output: { alerts: { length: 1000 } },
    });
  });
});
