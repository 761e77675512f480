import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-kubeconfig.ts';
import type { ResolvedContext } from '../kubeconfig/kubeconfig.ts';
import { legacyAuthorization } from './legacy-auth-provider.ts';

function contextOf(name: string, config: object): ResolvedContext {
  const user = { impersonateGroups: [], impersonateExtra: {}, authProvider: { name, config: { ...config } } };
  const cluster = { server: 'https://x', insecureSkipTlsVerify: false, disableCompression: false };
  return { name: 'test', namespace: 'default', cluster, user };
}

function ask(name: string, config: object, timeoutMs = 5000, signal = new AbortController().signal): Promise<unknown> {
  return legacyAuthorization({ context: contextOf(name, config), timeoutMs, signal }).catch((error: unknown) => error);
}

function token(exp: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp })}.x`;
}

const validToken = token(4_000_000_000);

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

describe('legacyAuthorization', () => {
  it.each([
    ['gcp', 'gke-gcloud-auth-plugin'],
    ['azure', 'kubelogin'],
    ['exec', 'exec plugin'],
    ['constructor', 'exec plugin'],
  ])('refuses %s without running anything, and names %s', async (name, hint) => {
    const ran = join(await temporaryFolder(), 'ran');
    const config = {
      'cmd-path': 'sh',
      'cmd-args': `-c 'true'; touch ${ran}`,
      'expiry-key': '{.e}',
      'token-key': '{.t}',
    };
    const exec = { command: 'touch', args: [ran] };
    expect(await ask(name, { ...config, exec })).toMatchObject({
      code: 'AUTH_PROVIDER_FAILED',
      nextSteps: [expect.stringContaining(hint)],
    });
    expect(await exists(ran)).toBe(false);
  });

  it('gives the token of oidc, and lets no other key of it name a program or file', async () => {
    const ran = join(await temporaryFolder(), 'ran');
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch', args: [ran] };
    const config = { 'id-token': validToken, exec, tokenFile: ran };
    expect(await ask('oidc', config)).toBe(`Bearer ${validToken}`);
    expect(await exists(ran)).toBe(false);
  });

  it('fails when the token has ended and cannot be refreshed', async () => {
    expect(await ask('oidc', { 'id-token': token(1) })).toMatchObject({ code: 'AUTH_PROVIDER_FAILED' });
  });

  it('waits for a silent identity provider only until the time limit or the abort', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const issuer = `https://127.0.0.1:${port}`;
    const config = { 'id-token': token(1), 'refresh-token': 'r', 'client-id': 'c', 'idp-issuer-url': issuer };
    expect(await ask('oidc', config, 100)).toMatchObject({
      code: 'AUTH_PROVIDER_FAILED',
      message: expect.stringContaining('within 100 ms'),
    });
    expect(await ask('oidc', config, 60_000, AbortSignal.timeout(100))).toMatchObject({ code: 'AUTH_PROVIDER_FAILED' });
    silent.close();
  });
});
