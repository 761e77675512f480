import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { WireTransport } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { answerJson, startFakeApiServer, status } from './__fixtures__/fake-api-server.ts';
import { temporaryFolder, writeKubeconfig } from './__fixtures__/temporary-kubeconfig.ts';
import { createTestContext } from './__fixtures__/test-bench.ts';
import { checkCluster } from './check-cluster.ts';
import * as published from './index.ts';
import { createKubernetesProvider } from './provider.ts';
import { createClusterTransport } from './transport/cluster-transport.ts';

function replay(answers: Readonly<Record<string, unknown>>): WireTransport {
  return {
    endpoint: 'world:test',
    async send({ path }) {
      const body = (async function* () {
        yield Buffer.from(JSON.stringify(answers[path] ?? {}));
      })();
      return { status: path in answers ? 200 : 404, headers: {}, body };
    },
    close: async () => undefined,
  };
}

describe('createKubernetesProvider', () => {
  it('throws no error and reads nothing until it is called', async () => {
    const provider = createKubernetesProvider({ version: '1', kubeconfigPath: '/nonexistent', environment: {} });
    await expect(provider.targets()).rejects.toMatchObject({ code: 'KUBECONFIG_NOT_FOUND' });
    await provider.close();
    await provider.close();
  });

  it('names the context as its target, prod unless said otherwise', async () => {
    const kubeconfigPath = await writeKubeconfig({ server: 'https://x' });
    const options = { version: '1', kubeconfigPath, environment: {} };
    expect(await createKubernetesProvider(options).targets()).toEqual([
      { provider: 'kubernetes', name: 'test', environment: 'prod' },
    ]);
    const [target] = await createKubernetesProvider({ ...options, environmentOf: () => 'dev' }).targets();
    expect(target?.environment).toBe('dev');
  });

  it('has actions with distinct names, sorted, and a protocol for each that changes something', () => {
    const { actions } = createKubernetesProvider({ version: '1', transport: replay({}) });
    const names = actions.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const { name, risk, change } of actions) expect([name, change !== undefined]).toEqual([name, risk !== 'read']);
  });

  it('tells services from people', async () => {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const review = { status: { userInfo: { username: 'alice', groups: [] } } };
    const provider = createKubernetesProvider({ version: '1', transport: replay({ [path]: review }) });
    expect(await provider.doIdentify(createTestContext())).toMatchObject({
      output: { id: 'kubernetes:alice', kind: 'human' },
    });
  });

  it('knows a cluster by the uid of kube-system, and nothing else', async () => {
    const path = '/api/v1/namespaces/kube-system';
    const at = (answers: Readonly<Record<string, unknown>>): Promise<unknown> | undefined =>
      createKubernetesProvider({ version: '1', transport: replay(answers) }).doLocate?.(createTestContext());
    expect(await at({ [path]: { metadata: { uid: 'u1' } } })).toEqual({ status: 'present', output: 'kubernetes:u1' });
    expect(await at({ [path]: { metadata: {} } })).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
    expect(await at({})).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
  });

  it('says unknown when the cluster cannot be reached, with the code and what to do', async () => {
    const kubeconfigPath = await writeKubeconfig({ server: 'http://127.0.0.1:1' });
    const provider = createKubernetesProvider({ version: '1', kubeconfigPath, environment: {} });
    expect(await provider.doIdentify(createTestContext())).toMatchObject({
      status: 'unknown',
      reason: {
        kind: 'unreachable',
        message: expect.stringContaining('CONNECTION_REFUSED'),
        needs: expect.any(String),
      },
    });
    await provider.close();
  });
});

describe('checkCluster', () => {
  it.each([
    [401, 'UNAUTHORIZED'],
    [403, 'FORBIDDEN'],
    [500, 'CLUSTER_NOT_READY'],
  ])('throws for HTTP %i the code %s', async (code, expected) => {
    const server = await startFakeApiServer((_request, response) =>
      answerJson(response, code, status(code, 'X', 'no')),
    );
    const transport = createClusterTransport({ kubeconfigPath: await writeKubeconfig({ server: server.url }) });
    await expect(checkCluster(transport, new AbortController().signal)).rejects.toMatchObject({ code: expected });
    await transport.close();
    await server.close();
  });
});

describe('the package', () => {
  it('publishes these names', () => {
    expect(Object.keys(published).sort()).toEqual([
      'analyzeCpuAction',
      'checkCluster',
      'cpuFindings',
      'createClusterTransport',
      'createKubernetesProvider',
      'createPrometheusTransport',
      'listContexts',
      'parseGoDuration',
      'parseQuantity',
      'recordNames',
      'triageAction',
      'triageFindings',
    ]);
  });

  it('imports no network client until a cluster is asked', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const seen = [];
      registerHooks({ resolve(name, context, next) { if (/^(undici|@kubernetes)/.test(name)) seen.push(name); return next(name, context); } });
      await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      console.log(JSON.stringify(seen));`;
    const flags = ['--conditions=@cloudops/source', '--input-type=module', '--eval', script];
    const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: await temporaryFolder() });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
