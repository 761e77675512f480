import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildTestbed } from './build.ts';
import { cleanScenario } from './clean.ts';
import { readField } from './kubernetes-object.ts';
import { identify } from './processes.ts';
import { createReader } from './reader.ts';
import { settleScenario } from './settling.ts';
import { applyScenario } from './staging.ts';
import { startTestbed } from './start.ts';
import type { Testbed } from './testbed.ts';

const run = promisify(execFile);
const node = { apiVersion: 'v1', kind: 'Node' };
const namespace = { apiVersion: 'v1', kind: 'Namespace' };

const readerManifest = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: pod-reader}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: pod-reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: pod-reader}
subjects: [{kind: ServiceAccount, name: reader, namespace: ops}]
`;

async function nodePort(testbed: Testbed): Promise<unknown> {
  return readField(await testbed.resources.get(node, 'kwok-0'), 'status.daemonEndpoints.kubeletEndpoint.Port');
}

describe('two test beds side by side', () => {
  let folder = '';
  let first: Testbed;
  let second: Testbed;

  beforeAll(async () => {
    await buildTestbed();
    folder = await mkdtemp(join(tmpdir(), 'cloudops-testbed-live-'));
    const begun = performance.now();
    [first, second] = await Promise.all([startTestbed({ folder: join(folder, 'first') }), startTestbed()]);
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  afterAll(async () => {
    await first.stop();
    await second.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('share no port', async () => {
    expect(first.serverUrl).not.toBe(second.serverUrl);
    expect(await nodePort(first)).not.toBe(await nodePort(second));
  });

  it('stage a scenario in one and leave the other alone', async () => {
    await applyScenario(first, 'HC-01');
    await settleScenario(first, 'HC-01');
    const metrics = await first.api.expect({
      method: 'GET',
      path: '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods',
    });
    expect(readField(metrics, 'items')).toHaveLength(3);
    expect(await second.resources.get(namespace, 'shop')).toBeNull();
    await cleanScenario(first, 'HC-01');
    expect(await first.resources.get(namespace, 'shop')).toBeNull();
  });

  it('stage what a kubelet says of a pod, and what its container logged', async () => {
    await applyScenario(first, 'POD-EXIT-1');
    await settleScenario(first, 'POD-EXIT-1');
    const [pod] = await first.resources.list({ apiVersion: 'v1', kind: 'Pod' }, 'shop', 'app=tracker');
    expect(readField(pod, 'status.containerStatuses.0.state.waiting.reason')).toBe('CrashLoopBackOff');
    const log = ['logs', '--namespace=shop', '--previous', pod?.metadata.name ?? ''];
    const { stdout } = await run(first.kubectl, [`--kubeconfig=${first.adminKubeconfig}`, ...log]);
    expect(stdout).toContain('TRACKER_REGION is not set');
    const events = await first.resources.list({ apiVersion: 'v1', kind: 'Event' }, 'shop');
    expect(events.map(({ reason }) => reason)).toContain('BackOff');
    await cleanScenario(first, 'POD-EXIT-1');
  });

  it('answer kubectl, and give a reader its rights and no others', async () => {
    const manifest = join(folder, 'reader.yaml');
    await writeFile(manifest, readerManifest);
    const kubeconfig = await createReader(second, [manifest], { serviceAccount: 'reader', namespace: 'ops' });
    const kubectl = (...line: string[]): Promise<{ stdout: string }> =>
      run(second.kubectl, [`--kubeconfig=${kubeconfig}`, ...line]);
    expect((await kubectl('get', 'pods', '--all-namespaces', '--output=json')).stdout).toContain('"items"');
    await expect(kubectl('get', 'nodes')).rejects.toThrow('Forbidden');
  });

  it('serve what each kubelet says of its own node, through the API server', async () => {
    const answers = await Promise.all(
      ['resource', 'cadvisor'].map((name) =>
        run(second.kubectl, [
          `--kubeconfig=${second.adminKubeconfig}`,
          'get',
          `--raw=/api/v1/nodes/kwok-1/proxy/metrics/${name}`,
        ]),
      ),
    );
    expect(answers[0]?.stdout).toContain('node_cpu_usage_seconds_total');
    expect(answers[1]?.stdout).not.toContain('node_cpu_usage_seconds_total');
  });

  it('say that metrics are gone, and bring them back', async () => {
    const read = (): Promise<{ status: number }> =>
      second.api.send({ method: 'GET', path: '/apis/metrics.k8s.io/v1beta1/nodes' });
    // The aggregator believes its own probes, which come every few seconds.
    const patient = { timeout: 60_000, interval: 500 };
    await second.stopMetrics();
    await vi.waitFor(async () => expect((await read()).status).toBe(503), patient);
    await second.startMetrics();
    await vi.waitFor(async () => expect((await read()).status).toBe(200), patient);
  });

  it('leave no process and no data behind', async () => {
    const ids = [first, second].flatMap((testbed) => Object.values(testbed.pids()));
    expect(ids).toHaveLength(14);
    await first.stop();
    await second.stop();
    expect(ids.filter((id) => identify(id) !== null)).toEqual([]);
    const left = await readdir(first.folder);
    expect(left.filter((name) => !name.endsWith('.log'))).toEqual([]);
    await expect(readdir(second.folder)).rejects.toThrow('ENOENT');
  });
});
