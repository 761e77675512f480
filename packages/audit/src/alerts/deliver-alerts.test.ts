import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '@cloudops/spec';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Alert } from './alert.ts';
import { deliverAlerts } from './deliver-alerts.ts';
import { deliverToWebhook, refuseWebhookUrl } from './webhook.ts';

const alert: Alert = {
  ...{ id: 'alr_1', rule: 'cost', severity: 'medium', title: 'Models cost $9', user: null },
  ...{ from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z', records: [1] },
};

interface Receiver {
  readonly url: string;
  readonly seen: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  readonly pauses: number[];
  readonly clock: Clock;
}

/** A receiver on this machine that gives one status after the other; 0 never answers. */
async function receiver(
  statuses: readonly number[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Receiver> {
  const seen: Receiver['seen'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text: Buffer) => {
      body += text.toString();
    });
    request.on('end', () => {
      const status = statuses[seen.length] ?? 200;
      seen.push({ headers: request.headers, body });
      if (status !== 0) response.writeHead(status, headers).end('x'.repeat(10));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => 1_700_000_000_123,
    sleep: async (ms) => {
      pauses.push(ms);
    },
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`, seen, pauses, clock };
}

const signal = new AbortController().signal;

describe('deliverAlerts', () => {
  it('posts them once, signed so that the receiver can check it', async () => {
    const { url, seen, clock } = await receiver([204]);
    const secret = 'a shared word';
    expect(await deliverAlerts([alert], { url, secret, clock, signal })).toEqual({ kind: 'delivered', attempts: 1 });
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    expect(JSON.parse(body)).toEqual({ schema_version: 1, type: 'cloudops.audit.alerts', alerts: [alert] });
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const expected = createHmac('sha256', secret).update(signed).digest('base64');
    expect(headers).toMatchObject({ 'webhook-timestamp': '1700000000', 'webhook-signature': `v1,${expected}` });
  });

  it('tries again with the same id while the receiver is busy, and as late as it asks for', async () => {
    const { url, seen, pauses, clock } = await receiver([503, 429]);
    expect(await deliverAlerts([alert], { url, clock, signal })).toEqual({ kind: 'delivered', attempts: 3 });
    expect(pauses).toEqual([500, 1000]);
    expect(new Set(seen.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const patient = await receiver([503, 503], { 'retry-after': '7' });
    await deliverAlerts([alert], { ...patient, signal });
    expect(patient.pauses).toEqual([7000, 7000]);
  });

  it('gives up after a few attempts, and at once where it is no use', async () => {
    const broken = await receiver([500, 500, 500, 200]);
    expect(await deliverAlerts([alert], { ...broken, signal })).toEqual({
      ...{ kind: 'failed', attempts: 3, why: 'the receiver answered 500' },
    });
    const strict = await receiver([403]);
    expect(await deliverAlerts([alert], { ...strict, signal })).toMatchObject({ kind: 'failed', attempts: 1 });
    const moved = await receiver([302], { location: 'http://127.0.0.1:1/' });
    expect(await deliverAlerts([alert], { ...moved, signal })).toMatchObject({ why: 'the receiver answered 302' });
  });

  it('waits for no answer for ever, and ends when it is interrupted', async () => {
    const silent = await receiver([0, 0]);
    const slow = await deliverAlerts([alert], { ...silent, signal, timeoutMs: 30, attempts: 2 });
    expect(slow).toEqual({ kind: 'failed', attempts: 2, why: 'the receiver did not answer in time' });
    const aborted = AbortSignal.abort();
    expect(await deliverAlerts([alert], { ...silent, signal: aborted })).toMatchObject({
      attempts: 1,
      why: 'interrupted',
    });
  });

  it('tells who cannot be reached', async () => {
    const { clock } = await receiver([]);
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const options = { url: `http://127.0.0.1:${port}/`, clock, signal, attempts: 1 };
    expect(await deliverAlerts([alert], options)).toMatchObject({
      why: 'the receiver cannot be reached (ECONNREFUSED)',
    });
  });

  it.each([
    ['nonsense', 'the address is not a URL'],
    ['http://example.com/', 'the address is not https'],
    ['ftp://localhost/', 'the address is not https'],
    ['http://evil.svc.example.com/', 'the address is not https'],
    ['http://192.168.0.7/', 'the address is not https'],
    ['https://169.254.169.254/latest', 'the address is link-local, where clouds keep credentials'],
    ['https://0xa9fea9fe/latest', 'the address is link-local, where clouds keep credentials'],
    ['https://[fe80::1]/', 'the address is link-local, where clouds keep credentials'],
    ['https://[::ffff:169.254.169.254]/', 'the address is link-local, where clouds keep credentials'],
    [['https://me:', 'word@example.com/'].join(''), 'the address holds a login'],
  ])('sends nothing to %s', async (url, why) => {
    const { clock } = await receiver([]);
    expect(await deliverAlerts([alert], { url, clock, signal })).toEqual({ kind: 'failed', attempts: 0, why });
  });

  it.each(['https://10.0.0.7/', 'http://receiver.ops.svc/', 'http://receiver.ops.svc.cluster.local:8080/x'])(
    'may send to %s',
    (url) => {
      expect(refuseWebhookUrl(url)).toBeNull();
    },
  );

  it('sends a login of the receiver, and lets it replace nothing of its own', async () => {
    const { url, seen, clock } = await receiver([200, 200]);
    const headers = { authorization: 'Bearer word', 'Webhook-Id': 'mine', 'content-type': 'text/html' };
    await deliverToWebhook({ body: '{}', identity: 'run 1' }, { url, headers, clock, signal });
    await deliverToWebhook({ body: '{"a":1}', identity: 'run 1' }, { url, clock, signal });
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer word', 'content-type': 'application/json' });
    expect(seen[0]?.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(seen[1]?.headers['webhook-id']).toBe(seen[0]?.headers['webhook-id']);
  });
});
