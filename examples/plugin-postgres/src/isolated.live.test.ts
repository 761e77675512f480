import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIsolatedProvider, createNodeRunner, describeProvider, type Plugin, readPlugin } from '@cloudops/plugins';
import type { PluginProvider, Provider } from '@cloudops/spec';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, runAction } from './__fixtures__/ask.ts';
import { type PostgresServer, password, startPrimary } from './__fixtures__/postgres-server.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
function providerOf({ manifest }: Plugin): PluginProvider {
  const [stated] = manifest.providers ?? [];
  if (stated === undefined) throw new Error('The manifest states no provider');
  return stated;
}

let server: PostgresServer;
let provider: Provider;

beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b'], { cwd: folder });
  server = await startPrimary();
  const runner = createNodeRunner({ program: process.execPath, version: process.versions.node });
  const plugin = await readPlugin(folder);
  const manifest = providerOf(plugin);
  const variables = { PGPASSWORD: password, PGUSER: 'postgres' };
  provider = createIsolatedProvider({
    ...{ plugin, provider: manifest, runner, variables, environment: 'dev', transport: null },
    description: await describeProvider(plugin, manifest, runner, { variables: {} }),
    settings: { url: `postgresql://127.0.0.1:${server.port}/postgres` },
  });
});
afterAll(async () => {
  await provider?.close();
  await server?.close();
});

describe('the built plugin, in a process of its own', () => {
  it('reads a server', async () => {
    const { steps, codes } = await ask(provider);
    expect(Object.values(steps).map(({ status }) => status)).toEqual(Array(8).fill('present'));
    expect(codes).toEqual([]);
  });

  it('outlives its server, and reads unknown from then on', async () => {
    await server.crash();
    for (const name of ['sessions', 'tables'])
      expect(await runAction(provider, name, {})).toMatchObject({
        status: 'unknown',
        reason: { kind: expect.stringMatching(/unreachable|unavailable/) },
      });
    expect(await runAction(provider, 'analyze', { steps: {} })).toMatchObject({ status: 'present' });
  });
});
