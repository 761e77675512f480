import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Answer, ask, connect, runAction } from './__fixtures__/ask.ts';
import {
  type Exporter,
  type PrometheusServer,
  startExporter,
  startPrometheus,
} from './__fixtures__/prometheus-server.ts';

const exporters: Exporter[] = [];
const servers: PrometheusServer[] = [];
let server: PrometheusServer;
let api = '';
let gone = '';
let answer: Answer;

const scraping = (jobs: Readonly<Record<string, readonly string[]>>): string =>
  JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: Object.entries(jobs).map(([name, targets]) => ({
      job_name: name,
      static_configs: [{ targets: [...targets] }],
    })),
  });

const rules = JSON.stringify({
  groups: [
    {
      name: 'staged',
      rules: [
        { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } },
        { alert: 'TargetDown', expr: 'up == 0', labels: { severity: 'critical' } },
        { alert: 'GoneForLong', expr: 'up{job="gone"} < 1', labels: { severity: 'warning' } },
        {
          alert: 'QueueLong',
          expr: 'queue_length > 100',
          labels: { severity: 'warning' },
          annotations: { summary: 'Queue {{ $labels.queue }} is long' },
        },
        { alert: 'QueueVeryLong', expr: 'queue_length > 1000', labels: { severity: 'critical' } },
        { alert: 'Hostile', expr: 'hostile_figure > 0', labels: { severity: 'info' } },
        { alert: 'Soon', expr: 'queue_length > 1', for: '10m', labels: { severity: 'warning' } },
        { alert: 'NeverRenamed', expr: 'sum by (queue) (rate(queue_size_total[5m])) > 1' },
        { alert: 'NeverRecorded', expr: 'job:broken:sum > 1' },
        { alert: 'AbsentOnPurpose', expr: 'absent(queue_length) or queue_nothing > 1' },
        { alert: 'WrongLabel', expr: 'queue_length{queue="none"} > 1 and on() up' },
        { record: 'job:broken:sum', expr: 'queue_length * on() queue_length' },
      ],
    },
  ],
});

const isFiring = async (name: string): Promise<boolean> => {
  const response = await fetch(`${server.url}/api/v1/alerts`);
  const { data } = (await response.json()) as { data: { alerts: { labels: { alertname: string } }[] } };
  return data.alerts.some(({ labels }) => labels.alertname === name);
};

beforeAll(async () => {
  const exporter = await startExporter(() => [
    'queue_length{queue="mail"} 5000',
    'queue_length{queue="sms"} 500',
    'hostile_figure{text="\u001b[2J\\nok"} 1',
  ]);
  exporters.push(exporter);
  const closed = await startExporter(() => []);
  await closed.close();
  [api, gone] = [exporter.address, closed.address];
  server = await startPrometheus({ 'prometheus.yml': scraping({ api: [api], gone: [gone] }), 'rules.yml': rules });
  servers.push(server);
  await vi.waitFor(
    async () => {
      for (const name of ['TargetDown', 'GoneForLong', 'QueueVeryLong', 'Hostile', 'Soon'])
        expect(await isFiring(name)).toBe(true);
    },
    { timeout: 30_000, interval: 300 },
  );
  answer = await ask(server.transport);
});
afterAll(async () => {
  for (const one of [...servers, ...exporters]) await one.close();
});

describe('a Prometheus with a target that is down, rules that fail, and alerts that fire', () => {
  it('folds alerts under the target that is down', () => {
    const down = answer.find('PRM-101');
    expect(down?.resource.name).toBe(`gone/${gone}`);
    expect(down?.detail).toContain('connection refused');
    const alerts = ['TargetDown', 'GoneForLong'].map((name) => answer.find('PRM-201', name)?.id);
    expect(down?.cause_of).toEqual(alerts.toSorted());
  });

  it('folds an alert under a more severe one at the same place, and not at another', () => {
    const severe = answer.find('PRM-201', 'QueueVeryLong');
    const mild = answer.analysis.findings.filter(({ resource }) => resource.name === 'QueueLong');
    expect(mild.map(({ instances }) => instances.join().replace(/.*queue=/, ''))).toEqual(
      expect.arrayContaining(['"mail"}', '"sms"}']),
    );
    const folded = mild.find(({ instances }) => instances.join().includes('mail'));
    expect(severe?.cause_of).toEqual([folded?.id]);
    expect(severe?.severity).toBe('critical');
  });

  it('says what is about to fire, and takes a watchdog for none', () => {
    expect(answer.find('PRM-202', 'Soon')?.instances).toHaveLength(2);
    expect(JSON.stringify(answer.analysis.findings)).not.toContain('Watchdog');
  });

  it('finds the rule that fails, and the alert that can never fire because of it', () => {
    const failing = answer.find('PRM-301', 'staged/job:broken:sum');
    expect(failing?.detail).toContain('many-to-many matching not allowed');
    expect(failing?.cause_of).toEqual([answer.find('PRM-303', 'staged/NeverRecorded')?.id]);
  });

  it('finds alerts that can never fire, and no others', () => {
    const names = answer.analysis.findings.flatMap(({ code, resource }) => (code === 'PRM-303' ? [resource.name] : []));
    expect(names.toSorted()).toEqual(['staged/NeverRecorded', 'staged/NeverRenamed', 'staged/WrongLabel']);
  });

  it('says that nobody is told', () => {
    expect(answer.find('PRM-402')).toMatchObject({ role: 'fault', severity: 'high' });
  });

  it('shows nothing that a terminal would obey', () => {
    const { findings } = answer.analysis;
    expect(answer.find('PRM-201', 'Hostile')).toBeDefined();
    expect(findings.flatMap(({ title, detail, instances }) => [title, detail, ...instances]).join('')).not.toContain(
      '\u001b',
    );
  });

  it('has an answer to all, and nothing that it could not check', () => {
    expect(answer.analysis.not_checked).toEqual([]);
  });

  it('notices a configuration that cannot be loaded', async () => {
    await server.reload('scrape_configs: [{ nonsense: 1 }]');
    expect((await ask(server.transport, ['server'])).find('PRM-401')).toBeDefined();
  });

  it('reads unknown at an address that is none of its own', async () => {
    const other = await connect({
      ...server.transport,
      send: (request, signal) => server.transport.send({ ...request, path: `/other${request.path}` }, signal),
    });
    expect(await runAction(other, 'alerts', {})).toMatchObject({ status: 'unknown', reason: { kind: 'not-found' } });
  });

  it('reads unknown once the server is gone, and finds nothing by it', async () => {
    await server.kill();
    const { analysis, steps } = await ask(server.transport);
    expect(Object.values(steps).map(({ status }) => status)).toEqual(Array(6).fill('unknown'));
    expect(analysis).toMatchObject({ findings: [], ruled_out: [] });
    expect(analysis.not_checked).toHaveLength(6);
  });
});

describe('a Prometheus that is well', () => {
  it('has nothing wrong but that it tells nobody', async () => {
    const well = await startPrometheus({
      'prometheus.yml': scraping({ api: [api] }),
      'rules.yml': JSON.stringify({ groups: [{ name: 'a', rules: [{ alert: 'Down', expr: 'up == 0' }] }] }),
    });
    servers.push(well);
    const isUp = async (): Promise<string> => JSON.stringify((await ask(well.transport)).steps.targets?.output);
    await expect.poll(isUp, { timeout: 20_000, interval: 300 }).toContain('"health":"up"');
    await expect
      .poll(async () => (await ask(well.transport)).codes, { timeout: 20_000, interval: 300 })
      .toEqual([`PRM-402 hint Server/${well.url}`]);
  });
});
