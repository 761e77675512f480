import { describe, expect, it } from 'vitest';
import { type ChangeBench, createChangeBench } from '../__fixtures__/change-bench.ts';
import { obey, putWorkload } from '../__fixtures__/workloads.ts';

function bench(input: object = { replicas: 5 }): ChangeBench {
  const made = createChangeBench('scale', { namespace: 'shop', workload: 'api', ...input });
  putWorkload(made.cluster, 'Deployment', 'api', 2);
  obey(made.cluster);
  return made;
}

describe('what is named', () => {
  it('may be kind and name, in words that kubectl knows', async () => {
    for (const workload of ['deployment/api', 'deploy/api', 'Deployment/api', 'api', 'deployments.apps/api']) {
      expect((await bench({ replicas: 5, workload }).observe()).status).toBe('present');
    }
  });

  it('is not chosen among several', async () => {
    const made = bench();
    putWorkload(made.cluster, 'StatefulSet', 'api');
    expect(await made.observe()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', needs: 'deployment/api or statefulset/api' },
    });
  });

  it('is not found with near names', async () => {
    expect(await bench({ replicas: 5, workload: 'apo' }).observe()).toMatchObject({
      status: 'unknown',
      reason: { kind: 'not-found', message: expect.stringContaining('near: api') },
    });
  });

  it.each(['daemonset/api', 'node/api', '__proto__/api', 'deployment/', 'deployment/a/b', 'constructor/api'])(
    'is refused as %s',
    async (workload) => {
      const made = bench({ replicas: 5, workload });
      expect(await made.observe()).toMatchObject({ status: 'unknown', reason: { kind: 'invalid' } });
      expect(made.cluster.seen).toEqual([]);
    },
  );

  it.each(['..', '../../secrets/x', 'a?b=c', 'deployment/..', '\u001b[2Jx', '%2e%2e'])(
    'stays in its place in the path: %j',
    async (workload) => {
      const made = bench({ replicas: 5, workload });
      const evidence = await made.observe();
      expect(evidence).toMatchObject({ status: 'unknown' });
      expect(JSON.stringify(evidence)).not.toMatch(/\\u001b/);
      for (const { path } of made.cluster.seen)
        expect(path).toMatch(/^\/apis\/[a-z.]+\/v\d\/namespaces\/shop\/[a-z]+\?/);
    },
  );

  it('is in the namespace default unless said otherwise', async () => {
    const made = createChangeBench('scale', { workload: 'deployment/api', replicas: 1, namespace: null });
    await made.observe();
    expect(made.cluster.seen[0]?.path).toBe('/apis/apps/v1/namespaces/default/deployments/api');
  });
});
