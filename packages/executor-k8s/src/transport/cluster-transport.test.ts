import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { WireTransport } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import {
  authority,
  clientCertificate,
  clientKey,
  otherAuthority,
  serverCertificate,
  serverKey,
} from '../__fixtures__/certificates.ts';
import { answerJson, type FakeApiServer, startFakeApiServer } from '../__fixtures__/fake-api-server.ts';
import { temporaryFolder, writeKubeconfig } from '../__fixtures__/temporary-kubeconfig.ts';
import { type ClusterTransportOptions, createClusterTransport } from './cluster-transport.ts';
import { withLifetime } from './credential-lifetime.ts';

let server: FakeApiServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

const tls = { cert: serverCertificate, key: serverKey, ca: authority, requestCert: true, rejectUnauthorized: false };

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function startTls(): Promise<FakeApiServer> {
  server = await startFakeApiServer((_request, response) => answerJson(response, 200, {}), tls);
  return server;
}

interface Given {
  readonly server: string;
  readonly cluster?: object;
  readonly user?: object;
  readonly options?: ClusterTransportOptions;
}

/** Sends one request; gives the status, or the error's code. */
async function send(given: Given): Promise<number | string> {
  const kubeconfigPath = await writeKubeconfig(given);
  const options = { environment: { PATH: process.env.PATH }, connectTimeoutMs: 300, execTimeoutMs: 300 };
  const transport = createClusterTransport({ kubeconfigPath, ...options, ...given.options });
  try {
    const answer = await transport.send({ method: 'GET', path: '/version' }, new AbortController().signal);
    for await (const _chunk of answer.body);
    return answer.status;
  } catch (error) {
    expect(error).toMatchObject({ name: 'CloudOpsError', nextSteps: expect.arrayContaining([expect.any(String)]) });
    return (error as { code: string }).code;
  } finally {
    await transport.close();
  }
}

async function script(text: string): Promise<string> {
  const path = join(await temporaryFolder(), 'plugin');
  await writeFile(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

function exec(command: string, more: object = {}): object {
  return { exec: { apiVersion: 'client.authentication.k8s.io/v1', command, ...more } };
}

function credential(status: object): string {
  return JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });
}

describe('createClusterTransport', () => {
  it('trusts the kubeconfig’s authority and shows the client certificate', async () => {
    const { url } = await startTls();
    const user = { 'client-certificate-data': base64(clientCertificate), 'client-key-data': base64(clientKey) };
    expect(await send({ server: url, cluster: { 'certificate-authority-data': base64(authority) }, user })).toBe(200);
  });

  it('honours insecure-skip-tls-verify and tls-server-name', async () => {
    const { url } = await startTls();
    expect(await send({ server: url, cluster: { 'insecure-skip-tls-verify': true } })).toBe(200);
    const ca = { 'certificate-authority-data': base64(authority) };
    expect(await send({ server: url, cluster: { ...ca, 'tls-server-name': 'api.test' } })).toBe(200);
    expect(await send({ server: url, cluster: { ...ca, 'tls-server-name': 'other.test' } })).toBe(
      'SERVER_NAME_MISMATCH',
    );
  });

  it('tells that somebody else is named to the server', async () => {
    server = await startFakeApiServer((_request, response) => answerJson(response, 200, {}));
    const user = { token: 't', as: 'bob' };
    const transport = createClusterTransport({ kubeconfigPath: await writeKubeconfig({ server: server.url, user }) });
    const answer = await transport.send({ method: 'GET', path: '/version' }, new AbortController().signal);
    for await (const _chunk of answer.body);
    const claimed = { id: 'kubernetes:bob', kind: 'human', established_by: 'x', credential: 'short-lived' } as const;
    expect(withLifetime(claimed, transport)).toMatchObject({
      id: 'kubernetes:bob (impersonated)',
      credential: 'unknown',
    });
    await transport.close();
  });

  it('reads tokenFile and sends impersonation', async () => {
    server = await startFakeApiServer((_request, response) => answerJson(response, 200, {}));
    const tokenFile = join(await temporaryFolder(), 'token');
    await writeFile(tokenFile, 'from-file\n');
    expect(await send({ server: `${server.url}/prefix/`, user: { tokenFile, as: 'bob', 'as-groups': ['g'] } })).toBe(
      200,
    );
    const [seen] = server.seen;
    expect(seen?.url.pathname).toBe('/prefix/version');
    expect(seen?.headers).toMatchObject({
      authorization: 'Bearer from-file',
      'impersonate-user': 'bob',
      'impersonate-group': 'g',
    });
  });

  it('goes through proxy-url', async () => {
    const proxied: string[] = [];
    const proxy = createServer((socket) =>
      socket.once('data', (data) => {
        proxied.push(data.toString('latin1').split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      }),
    );
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as { port: number };
    await send({ server: 'https://api.test:6443', cluster: { 'proxy-url': `http://127.0.0.1:${port}` } });
    proxy.close();
    expect(proxied).toEqual(['CONNECT api.test:6443 HTTP/1.1']);
  });

  describe('exec plugins', () => {
    it('gives their token, runs them once, and runs them again after a 401', async () => {
      server = await startFakeApiServer(({ headers }, response) => {
        answerJson(response, headers.authorization === 'Bearer t2' ? 200 : 401, {});
      });
      const folder = await temporaryFolder();
      const plugin = await script(
        `echo x >> ${folder}/runs; n=$(wc -l < ${folder}/runs | tr -d ' '); echo "${credential({ token: 'tN' }).replaceAll('"', '\\"')}" | sed "s/tN/t$n/"`,
      );
      expect(await send({ server: server.url, user: exec(plugin) })).toBe(200);
      expect(server.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
    });

    /** A plugin whose n-th run gives the token `tn`, and how often it ran. */
    async function countingPlugin(): Promise<{ readonly command: string; runs(): Promise<number> }> {
      const runs = join(await temporaryFolder(), 'runs');
      const text = credential({ token: 'tN' });
      const command = await script(
        `echo x >> ${runs}; sleep 0.05; n=$(wc -l < ${runs} | tr -d ' '); echo '${text}' | sed "s/tN/t$n/"`,
      );
      return { command, runs: async () => (await readFile(runs, 'utf8')).split('\n').length - 1 };
    }

    /** Sends to all paths at the same time; gives their statuses. */
    async function sendAll(transport: WireTransport, paths: readonly string[]): Promise<readonly number[]> {
      return Promise.all(
        paths.map(async (path) => {
          const answer = await transport.send({ method: 'GET', path }, new AbortController().signal);
          for await (const _chunk of answer.body);
          return answer.status;
        }),
      );
    }

    const paths = Array.from({ length: 8 }, (_, index) => `/api/${index}`);

    async function transportWith(url: string, command: string): Promise<WireTransport> {
      const kubeconfigPath = await writeKubeconfig({ server: url, user: exec(command) });
      return createClusterTransport({ kubeconfigPath, environment: { PATH: process.env.PATH } });
    }

    it('run once for all requests that are refused at the same time', async () => {
      server = await startFakeApiServer(({ headers }, response) => {
        answerJson(response, headers.authorization === 'Bearer t1' ? 401 : 200, {});
      });
      const { command, runs } = await countingPlugin();
      const transport = await transportWith(server.url, command);
      expect(await sendAll(transport, paths)).toEqual(paths.map(() => 200));
      expect(await runs()).toBe(2);
      await transport.close();
    });

    it('run no more once their second credential was refused too', async () => {
      server = await startFakeApiServer(({ url }, response) => {
        answerJson(response, url.pathname === '/who' ? 200 : 401, {});
      });
      const { command, runs } = await countingPlugin();
      const transport = await transportWith(server.url, command);
      expect(await sendAll(transport, ['/who'])).toEqual([200]);
      for (let round = 0; round < 3; round += 1) {
        expect(await sendAll(transport, [...paths, '/who'])).toEqual([...paths.map(() => 401), 200]);
      }
      expect(await runs()).toBe(2);
      await transport.close();
    });

    it.each([
      ['EXEC_PLUGIN_TIMED_OUT', 'sleep 60 & sleep 60'],
      ['EXEC_PLUGIN_FAILED', 'echo "no session" >&2; exit 3'],
      ['EXEC_PLUGIN_INVALID', 'echo rubbish'],
      ['EXEC_PLUGIN_INVALID', 'true'],
      ['EXEC_PLUGIN_INVALID', `echo '${credential({})}'`],
      ['EXEC_PLUGIN_INVALID', `echo '{"kind":"ExecCredential","apiVersion":"v0"}'`],
    ])('is %s when it runs: %s', async (code, text) => {
      expect(await send({ server: 'https://127.0.0.1:1', user: exec(await script(text)) })).toBe(code);
    });

    it('is EXEC_PLUGIN_MISSING when there is no such program', async () => {
      expect(await send({ server: 'https://127.0.0.1:1', user: exec('no-such-plugin-here') })).toBe(
        'EXEC_PLUGIN_MISSING',
      );
    });
  });

  describe('when the cluster cannot be reached', () => {
    it('is SERVER_CERTIFICATE_UNTRUSTED with the wrong authority', async () => {
      const { url } = await startTls();
      const cluster = { 'certificate-authority-data': base64(otherAuthority) };
      expect(await send({ server: url, cluster })).toBe('SERVER_CERTIFICATE_UNTRUSTED');
    });

    it('is CLIENT_CERTIFICATE_EXPIRED before anything is sent', async () => {
      const user = { 'client-certificate-data': base64(clientCertificate), 'client-key-data': base64(clientKey) };
      const options = { now: () => Date.UTC(2200, 0, 1) };
      expect(await send({ server: 'https://127.0.0.1:1', user, options })).toBe('CLIENT_CERTIFICATE_EXPIRED');
    });

    it('is CREDENTIAL_UNREADABLE when a file is missing', async () => {
      expect(await send({ server: 'https://127.0.0.1:1', user: { tokenFile: 'missing' } })).toBe(
        'CREDENTIAL_UNREADABLE',
      );
    });

    it('is CONNECTION_REFUSED at a closed port, at once for every later request', async () => {
      const kubeconfigPath = await writeKubeconfig({ server: 'http://127.0.0.1:1' });
      const transport = createClusterTransport({ kubeconfigPath, environment: {} });
      const request = { method: 'GET', path: '/' } as const;
      const first: unknown = await transport
        .send(request, new AbortController().signal)
        .catch((error: unknown) => error);
      const second: unknown = await transport
        .send(request, new AbortController().signal)
        .catch((error: unknown) => error);
      expect(first).toMatchObject({ code: 'CONNECTION_REFUSED', message: expect.stringContaining('127.0.0.1:1') });
      expect(second).toBe(first);
      await transport.close();
    });

    it('is DNS_FAILED for a name that does not resolve', async () => {
      expect(await send({ server: 'https://no-such-host.invalid:6443' })).toBe('DNS_FAILED');
    });

    it('is TLS_FAILED when the port speaks no TLS', async () => {
      server = await startFakeApiServer((_request, response) => answerJson(response, 200, {}));
      expect(await send({ server: server.url.replace('http:', 'https:') })).toBe('TLS_FAILED');
    });
  });
});
