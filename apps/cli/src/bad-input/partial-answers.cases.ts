import type { Report } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { expectComplete, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { quickQuestion, setScene } from '../__fixtures__/scene.ts';
import type { Fault } from '../__fixtures__/world-server.ts';

interface Answered {
  readonly status: number | null;
  readonly report: Report;
  readonly stdout: string;
}

async function ask(faults: readonly Fault[], args: readonly string[] = []): Promise<Answered> {
  const { user } = await setScene({ faults });
  const result = await user.json([...quickQuestion, ...args]);
  expectTidy(result);
  expectComplete(await user.records());
  return { ...result, report: (result.document as { report: Report }).report };
}

/** What a metrics API says whose scrapes ended a day ago. */
function ageByADay(body: string): string {
  return body.replace(/"timestamp":"([^"]+)"/g, (_, time: string) => {
    return `"timestamp":"${new Date(Date.parse(time) - 86_400_000).toISOString()}"`;
  });
}

const metrics = /GET \/apis\/metrics\.k8s\.io/;
const codesOf = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code);

describe.concurrent('a cluster that refuses (403)', () => {
  it('some kinds, gives a partial report that names each kind and still finds the cause', async () => {
    const refused = ['replicasets', 'horizontalpodautoscalers', 'services', 'events', 'resourcequotas'];
    const on = new RegExp(`GET .*/(${refused.join('|')})\\?`);
    const { status, report } = await ask([{ on, kind: 'refuse', status: 403, reason: 'Forbidden' }]);
    expect(status).toBe(0);
    expect(report).toMatchObject({ status: 'partial', causes: [{ code: 'CPU-104' }] });
    for (const kind of refused) {
      const gap = report.not_checked.find(({ why }) => why.includes(kind));
      expect(gap, kind).toMatchObject({ why: expect.stringContaining('403'), needs: expect.stringContaining(kind) });
    }
  });

  it('everything, is a failure and names each kind', async () => {
    const { status, report } = await ask([{ on: /./, kind: 'refuse', status: 403, reason: 'Forbidden' }]);
    expect(status).toBe(6);
    expect(report).toMatchObject({ status: 'failed', causes: [], findings: [], ruled_out: [] });
    expect(report.summary).toMatch(/^Nothing could be read/);
    const unseen = JSON.stringify(report.not_checked);
    for (const kind of ['nodes', 'pods', 'deployments', 'metrics.k8s.io']) expect(unseen).toContain(kind);
  });
});

describe.concurrent('a metrics API', () => {
  it.each([
    ['is absent', { on: /metrics\.k8s\.io/, kind: 'refuse', status: 404, reason: 'NotFound' }],
    ['is down', { on: metrics, kind: 'refuse', status: 503, reason: 'ServiceUnavailable' }],
    ['resets connections', { on: metrics, kind: 'reset' }],
    ['answers rubbish', { on: metrics, kind: 'answer', status: 200, body: '<html>' }],
  ] satisfies [string, Fault][])('that %s leaves CPU unmeasured, and says so', async (_, fault) => {
    const { status, report } = await ask([fault]);
    expect(status).toBe(0);
    expect(report).toMatchObject({ status: 'partial', causes: [] });
    expect(JSON.stringify(report.not_checked)).toMatch(/CPU use|metrics/);
  });

  it('that is stale is named, and measures nothing', async () => {
    const { report } = await ask([{ on: metrics, kind: 'change', change: ageByADay }]);
    expect(codesOf(report)).toContain('CPU-001');
    expect(report.causes).toEqual([]);
    expect(report.figures.filter(({ value }) => value !== null)).toEqual([]);
  });
});

describe.concurrent('a name that stands for nothing', () => {
  it.each([
    ['namespace', ['-n', 'shopp'], 'shop'],
    ['workload', ['-n', 'shop', '--input', 'workload=deployment/stor3front'], 'storefront'],
    ['node', ['--input', 'node=kwok-9'], 'kwok-'],
  ])('as a %s gets the nearest offered, and is not called healthy', async (kind, args, nearest) => {
    const { status, report, stdout } = await ask([], args);
    expect(status).toBe(0);
    expect(report).toMatchObject({ status: 'partial', causes: [] });
    expect(report.summary).toMatch(new RegExp(`^There is no ${kind} ".*did you mean "${nearest}`));
    expect(stdout).not.toMatch(/nothing wrong/i);
  });

  it('fails with --fail-on unknown', async () => {
    expect((await ask([], ['-n', 'shopp', '--fail-on', 'unknown'])).status).toBe(10);
  });
});

describe.concurrent('answers that break', () => {
  it.each([
    ['rubbish', { on: /GET \/api\/v1\/pods/, kind: 'answer', status: 200, body: '{"items": [{' }],
    ['nothing before the time-out', { on: /GET \/api\/v1\/pods/, kind: 'hang' }],
  ] satisfies [string, Fault][])('off with %s are unknown, never empty', async (_, fault) => {
    const { status, report } = await ask([fault], ['--timeout', '3']);
    expect(status).toBe(0);
    expect(report.status).toBe('partial');
    expect(JSON.stringify(report.not_checked)).toMatch(/pods/);
  });
});
