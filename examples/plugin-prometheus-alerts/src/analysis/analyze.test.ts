import { analysisSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { type Answer, ask } from '../__fixtures__/ask.ts';
import { createReplyTransport, healthy, type Replies } from '../__fixtures__/replies.ts';

type Labels = Readonly<Record<string, string>>;

const alert = (alertname: string, labels: Labels = {}, state = 'firing') => ({
  labels: { alertname, ...labels },
  annotations: { summary: `${alertname} says` },
  state,
  activeAt: '2026-11-23T09:00:00Z',
});
const target = (instance: string, health: string, lastError = '', job = 'api') => ({
  scrapePool: job,
  labels: { job, instance },
  health,
  lastError,
});
const alerting = (name: string, query: string, more = {}) => ({ type: 'alerting', name, query, health: 'ok', ...more });
const group = (rules: readonly object[], more = {}) => ({
  '/api/v1/rules': {
    groups: [
      {
        name: 'g',
        file: 'f',
        interval: 30,
        evaluationTime: 0.1,
        lastEvaluation: '2026-11-23T09:59:45Z',
        rules,
        ...more,
      },
    ],
  },
});
const firing = (...alerts: readonly object[]) => ({ '/api/v1/alerts': { alerts } });
const scraped = (...activeTargets: readonly object[]) => ({ '/api/v1/targets': { activeTargets } });
const missing = { '/api/v1/query': { resultType: 'vector', result: [{ metric: {}, value: [1, '1'] }] } };

const look = (...replies: readonly Replies[]): Promise<Answer> =>
  ask(createReplyTransport(Object.assign({}, healthy, ...replies)));

function folded({ analysis, find }: Answer, code: string, name?: string): readonly string[] {
  return analysis.findings
    .filter(({ id }) => find(code, name)?.cause_of.includes(id))
    .map(({ resource }) => resource.name);
}

describe('a Prometheus that is well', () => {
  it.each<readonly [string, Replies]>([
    ['as it is', {}],
    ['with a target that was not scraped yet', scraped(target('a:80', 'unknown'))],
    [
      'with a rule that was not evaluated yet',
      group([alerting('a', 'up', { health: 'unknown' })], { lastEvaluation: '0001-01-01T00:00:00Z' }),
    ],
    [
      'with a recording rule of what is not there',
      { ...group([{ type: 'recording', name: 'r', query: 'gone', health: 'ok' }]), ...missing },
    ],
    ['with an alert on absence', { ...group([alerting('a', 'absent(gone) or vector(0) > 1')]), ...missing }],
    ['with a watchdog and inhibitors', firing(alert('Watchdog'), alert('InfoInhibitor', { severity: 'none' }))],
  ])('%s gives no finding', async (_what, replies) => {
    const { codes, analysis } = await look(replies);
    expect(codes).toEqual([]);
    expect(analysis.not_checked).toEqual([]);
  });
});

describe('alerts', () => {
  it('follow from a target that is down with their instance and job, and from no other', async () => {
    const answer = await look(
      scraped(target('a:80', 'down', 'refused'), target('b:80', 'up')),
      firing(
        alert('Down', { instance: 'a:80', job: 'api' }),
        alert('NoJob', { instance: 'a:80' }),
        alert('OtherJob', { instance: 'a:80', job: 'web' }),
        alert('OtherPlace', { instance: 'b:80', job: 'api' }),
      ),
    );
    expect(folded(answer, 'PRM-101')).toEqual(expect.arrayContaining(['Down', 'NoJob']));
    expect(folded(answer, 'PRM-101')).toHaveLength(2);
  });

  it('follow from a more severe one only where all other labels are the same', async () => {
    const place = { namespace: 'shop', pod: 'a' };
    const answer = await look(
      firing(
        alert('Full', { ...place, severity: 'critical' }),
        alert('FillingUp', { ...place, severity: 'warning' }),
        alert('SameSeverity', { ...place, severity: 'page' }),
        alert('Elsewhere', { ...place, pod: 'b', severity: 'warning' }),
        alert('Nowhere', { severity: 'warning' }),
        alert('NowhereBad', { severity: 'critical' }),
      ),
    );
    expect(folded(answer, 'PRM-201', 'Full')).toEqual(['FillingUp']);
    expect(answer.analysis.findings.flatMap(({ cause_of }) => cause_of)).toHaveLength(1);
  });

  it('of one name are one finding, with their places', async () => {
    const alerts = Array.from({ length: 80 }, (_, at) => alert('Slow', { pod: `p${at}` }));
    const { find } = await look(firing(...alerts));
    expect(find('PRM-201')).toMatchObject({ title: 'Slow fires in 80 places', data: { alerts: 80 } });
    expect(find('PRM-201')?.instances).toHaveLength(50);
  });

  it('beyond 1,000 are cut, and that is said', async () => {
    const { steps, analysis } = await look(
      firing(...Array.from({ length: 1200 }, (_, at) => alert('Slow', { pod: `p${at}` }))),
    );
    expect(steps.alerts).toMatchObject({ status: 'unknown', reason: { kind: 'truncated' }, output: { total: 1200 } });
    expect(analysis.not_checked).toMatchObject([{ what: 'all of what fires' }]);
  });

  it('with labels that a terminal would obey are shown without', async () => {
    const { analysis } = await look(firing(alert('\u001b[2Jx', { pod: '\u202ea\r\n' })));
    const shown = analysis.findings.flatMap(({ title, detail, instances, resource }) => [
      title,
      detail,
      resource.name,
      ...instances,
    ]);
    expect(shown.join('')).not.toMatch(/[\u001b\u202e\r\n]/);
    expect(analysisSchema.safeParse(analysis).error).toBeUndefined();
  });
});

describe('targets', () => {
  it('of one pool that fail alike are one finding', async () => {
    const error = (port: number) => `Get "http://a:${port}/metrics": connection refused`;
    const { codes, find } = await look(
      scraped(
        target('a:1', 'down', error(1)),
        target('a:2', 'down', error(2)),
        target('a:3', 'down', 'server returned HTTP status 500'),
      ),
    );
    expect(codes).toEqual(['PRM-101 fault ScrapePool/api', 'PRM-101 fault ScrapeTarget/api/a:3']);
    expect(find('PRM-101', 'api')?.title).toBe('2 of 3 scrape targets of api are down');
  });

  it('show no login of their address', async () => {
    const { analysis } = await look(
      scraped(target('a:1', 'down', 'Get "http://me:hunter2@a:1/metrics?token=hunter2": refused')),
    );
    expect(JSON.stringify(analysis)).not.toContain('hunter2');
  });
});

describe('rules', () => {
  it('that fail explain alerts that go by what they record', async () => {
    const answer = await look(
      group([
        { type: 'recording', name: 'job:x', query: 'x * on() x', health: 'err', lastError: 'many-to-many' },
        alerting('ByIt', 'job:x > 1'),
        alerting('ByAnother', 'job:y > 1'),
      ]),
      missing,
    );
    expect(answer.codes).toEqual([
      'PRM-301 fault Rule/g/job:x',
      'PRM-303 hint Rule/g/ByAnother',
      'PRM-303 hint Rule/g/ByIt',
    ]);
    expect(folded(answer, 'PRM-301')).toEqual(['g/ByIt']);
  });

  it('that can do without what is missing are not dead', async () => {
    const gone = { '/api/v1/query?query=absent_over_time%28gone%5B1h%5D%29': missing['/api/v1/query'] };
    const names = async (query: string) => (await look(group([alerting('a', query)]), gone)).codes;
    expect(await names('there or gone')).toEqual([]);
    expect(await names('there unless gone')).toEqual([]);
    expect(await names('there > scalar(gone)')).toEqual([]);
    expect(await names('there and gone')).toEqual(['PRM-303 hint Rule/g/a']);
  });

  it('that are slow or stand still are found by the clock of the server', async () => {
    expect((await look(group([], { evaluationTime: 45 }))).codes).toEqual(['PRM-302 fault RuleGroup/f/g']);
    expect((await look(group([], { lastEvaluation: '2026-11-23T09:57:00Z' }))).codes).toEqual([
      'PRM-304 fault RuleGroup/f/g',
    ]);
  });
});

describe('the server', () => {
  it('sends alerts to nobody: a fault once something fires', async () => {
    const nobody = { '/api/v1/alertmanagers': { activeAlertmanagers: [], droppedAlertmanagers: [] } };
    const server = 'Server/http://prometheus.test';
    expect((await look(nobody)).codes).toEqual([`PRM-402 hint ${server}`]);
    expect((await look(nobody, firing(alert('A')))).codes).toContain(`PRM-402 fault ${server}`);
  });

  it('says that its storage was damaged', async () => {
    expect((await look({ '/api/v1/status/runtimeinfo': { corruptionCount: 2 } })).codes).toEqual([
      'PRM-403 fault Server/http://prometheus.test',
    ]);
  });
});
