import { fileURLToPath } from 'node:url';
import type { Evidence, Provider } from '@cloudops/spec';
import { createReader, startTestbed, type Testbed } from '@cloudops/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, runAction } from './__fixtures__/test-bench.ts';
import { createKubernetesProvider } from './provider.ts';

const rbac = fileURLToPath(new URL('../../../deploy/rbac/reader.yaml', import.meta.url));

let testbed: Testbed;
let provider: Provider;

beforeAll(async () => {
  testbed = await startTestbed();
  const names = Array.from({ length: 1100 }, (_, index) => `many-${index}`);
  for (let start = 0; start < names.length; start += 50) {
    await Promise.all(
      names.slice(start, start + 50).map((name) =>
        testbed.resources.create({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace: 'default' },
          spec: { type: 'ExternalName', externalName: 'localhost' },
        } as never),
      ),
    );
  }
  const kubeconfigPath = await createReader(testbed, [rbac], {
    namespace: 'cloudops',
    serviceAccount: 'cloudops-reader',
  });
  provider = createKubernetesProvider({ version: '0.1.0', kubeconfigPath, environment: {} });
});

afterAll(async () => {
  await provider?.close();
  await testbed?.stop();
});

async function list(resource: string, more: object = {}): Promise<Evidence<{ items: unknown[]; pages: number }>> {
  return runAction(provider, 'list', { resource, fields: ['metadata.name'], ...more }, createTestContext());
}

describe('the Kubernetes provider with the rights of deploy/rbac/reader.yaml', () => {
  it('is its own service account, by a short-lived token', async () => {
    expect(await provider.doIdentify(createTestContext())).toMatchObject({
      status: 'present',
      output: {
        id: 'kubernetes:system:serviceaccount:cloudops:cloudops-reader',
        kind: 'service',
        credential: 'short-lived',
      },
    });
  });

  it.each(
    'pods nodes ns events deploy rs sts ds jobs cronjobs hpa quota limitranges pdb svc controllerrevisions.apps'
      .split(' ')
      .concat('validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'nodes.metrics.k8s.io'),
  )('may list %s', async (resource) => {
    expect(await list(resource)).toMatchObject({ status: 'present' });
  });

  it.each(['secrets', 'replicationcontrollers', 'podtemplates', 'csinodes', 'certificatesigningrequests'])(
    'may not list %s, and says so',
    async (resource) => {
      expect(await list(resource)).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
    },
  );

  it('reads a long list in pages, metadata alone and whole', async () => {
    for (const fields of [['metadata.name'], ['metadata.name', 'spec.type']]) {
      const evidence = await list('services', { fields });
      expect(evidence).toMatchObject({ status: 'present', output: { pages: 3, complete: true } });
      expect(evidence.output?.items.length).toBeGreaterThanOrEqual(1100);
    }
  });

  it('finds kinds by discovery, and knows which are not served', async () => {
    expect(await list('stages.kwok.x-k8s.io')).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
    expect(await list('nodeclaims.karpenter.sh')).toEqual({ status: 'absent' });
  });

  it('may read the one ConfigMap, which is not there', async () => {
    const input = { resource: 'cm', namespace: 'kube-system', name: 'cluster-autoscaler-status' };
    expect(await runAction(provider, 'get', input, createTestContext())).toEqual({ status: 'absent' });
  });

  it('has no right to write, read logs or reach kubelets', async () => {
    const checks = [
      { verb: 'get', resource: 'pods/log' },
      { verb: 'get', resource: 'nodes/proxy' },
      { verb: 'list', resource: 'pods' },
    ];
    expect(await runAction(provider, 'access-review', { checks }, createTestContext())).toMatchObject({
      output: {
        checks: [{ allowed: false }, { resource: 'pods', allowed: true }, { allowed: false }],
        rules: { can_write: false },
      },
    });
  });

  it('sees health, and metrics going away', async () => {
    expect(await runAction(provider, 'health', {}, createTestContext())).toMatchObject({
      output: { readyz: { output: { ready: true } }, flow_control: { output: { dangling: [] } } },
    });
    await testbed.stopMetrics();
    expect(await runAction(provider, 'sample-metrics', {}, createTestContext())).toMatchObject({
      status: 'unknown',
      reason: { kind: 'unavailable' },
    });
    expect(await runAction(provider, 'health', {}, createTestContext())).toMatchObject({
      output: { metrics_api: { output: { available: false } } },
    });
  });

  it('offers near names', async () => {
    const input = { namespace: 'kube-sytem', node: 'kwok-9' };
    expect(await runAction(provider, 'resolve-scope', input, createTestContext())).toMatchObject({
      output: { namespace: { exists: false, nearest: ['kube-system'] }, node: { exists: false } },
    });
  });
});
