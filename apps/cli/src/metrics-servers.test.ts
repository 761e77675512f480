import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Report } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { expectTidy } from './__fixtures__/expect-tidy.ts';
import { cleanUpLater, setScene } from './__fixtures__/scene.ts';

interface Asked {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Plays Prometheus and Alertmanager: knows no series, and one alert of the whole world. */
async function startMetrics(): Promise<{ readonly url: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const alert = {
    labels: { alertname: 'HighLatency', severity: 'critical', node: 'nowhere' },
    startsAt: '2026-01-01T00:00:00Z',
  };
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    const isAlerts = request.url?.includes('/api/v2/alerts') === true;
    const body = isAlerts ? [alert] : { status: 'success', data: { resultType: 'vector', result: [] } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUpLater(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe.concurrent('triage with a Prometheus and an Alertmanager in the configuration', () => {
  it('asks both, with their logins and below their prefixes', async () => {
    const { user } = await setScene();
    const { url, asked } = await startMetrics();
    const password = user.write('secrets/prometheus', 'hunter2\n');
    user.write(
      '.config/cloudops/config.yaml',
      `kubernetes:
  prometheus: { url: "${url}/prom", username: reader, password: { file: "${password}" } }
  alertmanager: { url: "${url}/am", token: { environment: AM_TOKEN } }
`,
    );
    const result = await user.json(['triage', '-n', 'shop'], { environment: { AM_TOKEN: 'token-2' } });
    expectTidy(result);
    const questions = asked.filter(({ path }) => path.startsWith('/prom/api/v1/query?'));
    expect(questions.length).toBeGreaterThan(5);
    expect(questions.every(({ headers }) => headers.authorization === `Basic ${btoa('reader:hunter2')}`)).toBe(true);
    expect(questions.some(({ path }) => decodeURIComponent(path).includes('namespace="shop"'))).toBe(true);
    const alerts = asked.filter(({ path }) => path.startsWith('/am/api/v2/alerts?'));
    expect(alerts.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-2']);
    expect(result.stdout + result.stderr).not.toMatch(/hunter2|token-2/);
  });

  it('says what it lacks when the login cannot be had, and answers nevertheless', async () => {
    const { user } = await setScene();
    const { url, asked } = await startMetrics();
    user.write(
      '.config/cloudops/config.yaml',
      `kubernetes:\n  prometheus: { url: "${url}", token: { environment: NOT_SET } }\n`,
    );
    const { document } = await user.json(['triage', '-n', 'shop']);
    const { report } = document as { report: Report };
    expect(asked).toEqual([]);
    expect(report.status).toBe('partial');
    expect(JSON.stringify(report.not_checked)).toContain('NOT_SET');
  });

  it('asks neither without them', async () => {
    const { user } = await setScene();
    const { document } = await user.json(['triage', '-n', 'shop']);
    const { report } = document as { report: Report };
    expect(JSON.stringify(report.not_checked)).not.toMatch(/rometheus/);
  });
});
