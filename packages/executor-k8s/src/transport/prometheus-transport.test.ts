import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireResponse } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { authority, otherAuthority, serverCertificate, serverKey } from '../__fixtures__/certificates.ts';
import { answerJson, type FakeApiServer, startFakeApiServer } from '../__fixtures__/fake-api-server.ts';
import { createPrometheusTransport, type PrometheusTransportOptions } from './prometheus-transport.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(tls?: { cert: string; key: string }): Promise<FakeApiServer> {
  const server = await startFakeApiServer((_request, response) => answerJson(response, 200, {}), tls);
  open.push(server);
  return server;
}

async function send(options: PrometheusTransportOptions): Promise<WireResponse> {
  const transport = createPrometheusTransport({ environment: {}, ...options });
  open.unshift(transport);
  const answer = await transport.send({ method: 'GET', path: '/api/v1/query?query=up' }, AbortSignal.timeout(5000));
  for await (const _ of answer.body);
  return answer;
}

async function write(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudops-'));
  open.push({ close: () => rm(folder, { recursive: true }) });
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const code = (value: string) => ({ code: value });

describe('the transport to Prometheus', () => {
  it('keeps the prefix of the address', async () => {
    const server = await start();
    await send({ url: `${server.url}/tenants/eu/prometheus/` });
    expect(server.seen[0]?.url.pathname).toBe('/tenants/eu/prometheus/api/v1/query');
  });

  it.each([
    ['the environment', async () => ({ kind: 'environment', variable: 'TOKEN' }) as const],
    ['a file, without its line end', async () => ({ kind: 'file', path: await write('token', 's3cret\n') }) as const],
    [
      'a command',
      async () => ({ kind: 'command', command: [process.execPath, '-e', 'console.log("s3cret")'] }) as const,
    ],
  ])('logs in with a token from %s', async (_, source) => {
    const server = await start();
    const login = { kind: 'bearer', token: await source() } as const;
    await send({ url: server.url, login, environment: { ...process.env, TOKEN: 's3cret' } });
    expect(server.seen[0]?.headers.authorization).toBe('Bearer s3cret');
  });

  it('logs in with a name and a password, and sends further headers', async () => {
    const server = await start();
    await send({
      url: server.url,
      login: { kind: 'basic', username: 'reader', password: { kind: 'environment', variable: 'PASSWORD' } },
      headers: { 'X-Scope-OrgID': { kind: 'environment', variable: 'TENANT' } },
      environment: { PASSWORD: 'pass:word', TENANT: 'eu' },
    });
    expect(server.seen[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('reader:pass:word').toString('base64')}`,
      'x-scope-orgid': 'eu',
    });
  });

  it.each([
    ['a variable that is not set', { kind: 'environment', variable: 'NONE' } as const],
    ['a file that is not there', { kind: 'file', path: '/nowhere/token' } as const],
    ['a command that fails', { kind: 'command', command: [process.execPath, '-e', 'process.exit(3)'] } as const],
    ['a command that is not there', { kind: 'command', command: ['/nowhere/tool'] } as const],
    ['a value of two lines', { kind: 'environment', variable: 'TWO' } as const],
    ['an empty value', { kind: 'environment', variable: 'EMPTY' } as const],
  ])('sends nothing for %s, and does not tell the value', async (_, token) => {
    const server = await start();
    const environment = { ...process.env, TWO: 'hunter2\nx: y', EMPTY: '' };
    const sent = send({ url: server.url, login: { kind: 'bearer', token }, environment });
    await expect(sent).rejects.toMatchObject(code('PROMETHEUS_INVALID'));
    await expect(sent).rejects.not.toThrow('hunter2');
    expect(server.seen).toEqual([]);
  });

  it('trusts the stated certificate authority and no other', async () => {
    const server = await start({ cert: serverCertificate, key: serverKey });
    const caFile = await write('ca.pem', authority);
    const other = await write('ca.pem', otherAuthority);
    expect((await send({ url: server.url, caFile })).status).toBe(200);
    await expect(send({ url: server.url })).rejects.toMatchObject(code('SERVER_CERTIFICATE_UNTRUSTED'));
    await expect(send({ url: server.url, caFile: other })).rejects.toMatchObject(code('SERVER_CERTIFICATE_UNTRUSTED'));
    await expect(send({ url: server.url, caFile: '/nowhere/ca.pem' })).rejects.toMatchObject(
      code('PROMETHEUS_INVALID'),
    );
  });

  it('does not speak of a kubeconfig where nothing listens', async () => {
    const server = await start();
    await open.pop()?.close();
    const sent = send({ url: server.url });
    await expect(sent).rejects.toMatchObject(code('CONNECTION_REFUSED'));
    await expect(sent).rejects.toMatchObject({ nextSteps: [expect.not.stringContaining('kubeconfig')] });
  });

  it('follows no redirect', async () => {
    const server = await startFakeApiServer((_request, response) => {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    });
    open.push(server);
    expect((await send({ url: server.url })).status).toBe(302);
  });
});
