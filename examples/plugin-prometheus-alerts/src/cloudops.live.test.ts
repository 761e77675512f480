import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from '@cloudops/spec';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from './__fixtures__/ask.ts';
import { type CloudOps, createCloudOps } from './__fixtures__/cloudops.ts';
import { type PrometheusServer, startExporter, startPrometheus } from './__fixtures__/prometheus-server.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
let server: PrometheusServer;
let cloudops: CloudOps;
let gone = '';

async function reportOf(args: readonly string[]): Promise<Report> {
  return ((await cloudops.json(args)) as { readonly report: Report }).report;
}

beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b'], { cwd: folder });
  const closed = await startExporter(() => []);
  await closed.close();
  gone = closed.address;
  const configuration = {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: [{ job_name: 'api', static_configs: [{ targets: [gone] }] }],
  };
  const rules = [
    { alert: 'ApiDown', expr: 'up == 0', labels: { severity: 'critical' } },
    { alert: 'NeverFires', expr: 'renamed_total > 1' },
  ];
  server = await startPrometheus({
    'prometheus.yml': JSON.stringify(configuration),
    'rules.yml': JSON.stringify({ groups: [{ name: 'api', rules }] }),
  });
  await vi.waitFor(async () => expect((await ask(server.transport)).find('PRM-201')).toBeDefined(), {
    timeout: 30_000,
    interval: 300,
  });
  cloudops = await createCloudOps({ plugins: { prometheus: { url: server.url } } });
  expect(await cloudops.run(['plugins', 'link', folder, '--yes'])).toMatchObject({ status: 0 });
});
afterAll(async () => {
  await cloudops?.close();
  await server?.close();
});

describe('cloudops with this plugin linked', () => {
  it('folds what fires under the target that is down', async () => {
    const report = await reportOf(['ask', 'which alerts fire?']);
    expect(report).toMatchObject({ status: 'completed', playbook: { id: 'prometheus-alerts' } });
    const [alert] = report.findings.filter(({ code }) => code === 'PRM-201');
    const down = report.causes.find(({ code }) => code === 'PRM-101');
    expect(down).toMatchObject({
      resource: { provider: 'prometheus', name: `api/${gone}` },
      consequences: [alert?.id],
    });
    expect(report.causes.map(({ code }) => code).toSorted()).toEqual(['PRM-101', 'PRM-402']);
  });

  it('says which alert can never fire', async () => {
    const report = await reportOf(['ask', 'alerts that can never fire']);
    expect(report).toMatchObject({ status: 'completed', playbook: { id: 'prometheus-health' } });
    expect(report.findings.map(({ code, resource }) => `${code} ${resource.name}`)).toContain('PRM-303 api/NeverFires');
  });

  it('answers a recording of it the same', async () => {
    const recorded = await cloudops.run(['record', 'which alerts fire?', '--name', 'mine']);
    expect(recorded).toMatchObject({ status: 0 });
    const live = await reportOf(['ask', 'which alerts fire?']);
    const replayed = await reportOf(['ask', 'which alerts fire?', '--world', './mine.world.json']);
    expect(replayed.causes.map(({ code }) => code)).toEqual(live.causes.map(({ code }) => code));
  });

  it('says so once the server is gone', async () => {
    await server.kill();
    const report = await reportOf(['ask', 'which alerts fire?']);
    expect(report).toMatchObject({ status: 'failed', causes: [] });
    expect(JSON.stringify(report.not_checked)).toContain('what fires');
  });
});
