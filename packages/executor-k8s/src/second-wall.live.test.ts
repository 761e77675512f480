import { fileURLToPath } from 'node:url';
import { createReader, type KubernetesObject, startTestbed, type Testbed } from '@cloudops/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectWriter, type Writer } from './__fixtures__/writer.ts';

const deploy = (file: string): string => fileURLToPath(new URL(`../../../deploy/${file}`, import.meta.url));

/** Everything: what is refused then is refused by admission, and not for want of a right. */
const everything = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'second-wall-everything' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'cloudops-writer', namespace: 'cloudops' }],
};

const planId = `pln_${'0a'.repeat(32)}`;
const deployment = '/apis/apps/v1/namespaces/wall/deployments/api';
const strategic = 'application/strategic-merge-patch+json';

let testbed: Testbed;
let writer: Writer;
let other: Writer;
let changes = 0;

/** The marks of one more change. */
function marks(): Readonly<Record<string, string>> {
  changes += 1;
  return { 'cloudops.dev/plan': planId, 'cloudops.dev/change': `run_1/step-${changes}` };
}

/** A patch with its mark. */
function marked(spec: object, metadata: object = {}): object {
  return { metadata: { annotations: marks(), ...metadata }, spec };
}

function patch(body: object, path: string = deployment, type?: string): ReturnType<Writer['send']> {
  return writer.send('PATCH', path, body, type);
}

/** Admission names the policy; RBAC does not. */
function refusedByWall(words: string): object {
  const message = expect.stringMatching(new RegExp(`ValidatingAdmissionPolicy 'cloudops-writer'.*${words}`, 's'));
  return { status: 403, message };
}

async function stageWorkloads(): Promise<void> {
  const labels = { app: 'api' };
  const container = { name: 'app', image: 'registry.k8s.io/pause:3.10' };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const workload = (kind: string, spec: object): KubernetesObject =>
    ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: 'api', namespace: 'wall', labels: { team: 'shop' }, annotations: { note: 'ours' } },
      spec: { selector: { matchLabels: labels }, template, ...spec },
    }) as never;
  await testbed.resources.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'wall' } } as never);
  await testbed.resources.apply(workload('Deployment', { replicas: 2 }));
  await testbed.resources.apply(workload('StatefulSet', { replicas: 1, serviceName: 'api' }));
  await testbed.resources.apply(workload('DaemonSet', {}));
  await testbed.resources.apply({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'api', namespace: 'wall' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      minReplicas: 1,
      maxReplicas: 3,
    },
  } as never);
}

async function findPod(): Promise<string> {
  const [pod] = await testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' }, 'wall', 'app=api');
  return pod?.metadata.name ?? expect.unreachable('no pod');
}

async function findNode(): Promise<string> {
  const [node] = await testbed.resources.list({ apiVersion: 'v1', kind: 'Node' });
  return `/api/v1/nodes/${node?.metadata.name ?? expect.unreachable('no node')}`;
}

beforeAll(async () => {
  testbed = await startTestbed({ metrics: false });
  await stageWorkloads();
  const account = { namespace: 'cloudops', serviceAccount: 'cloudops-writer' };
  const files = ['rbac/writer.yaml', 'admission/cloudops-writer-policy.yaml'].map(deploy);
  writer = connectWriter(await createReader(testbed, files, account));
  await testbed.resources.apply({
    ...everything,
    metadata: { name: 'second-wall-other' },
    subjects: [{ kind: 'ServiceAccount', name: 'other', namespace: 'cloudops' }],
  } as never);
  other = connectWriter(await createReader(testbed, [], { ...account, serviceAccount: 'other' }));
  // The API server takes a policy up some moments after it was written.
  await vi.waitFor(async () => expect(await patch({ spec: { replicas: 2 } })).toMatchObject(refusedByWall('')), {
    timeout: 60_000,
    interval: 500,
  });
});

afterAll(async () => {
  await Promise.all([writer?.close(), other?.close()]);
  await testbed?.stop();
});

describe('the admission policy', () => {
  it('is free of expressions that the API server warns of', async () => {
    const kind = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' };
    const policy = await testbed.resources.get(kind, 'cloudops-writer');
    expect(policy?.status).toEqual({ observedGeneration: 1, typeChecking: {} });
  });
});

describe('the rights of deploy/rbac/writer.yaml', () => {
  it.each([
    ['GET', '/api/v1/namespaces/wall/secrets'],
    ['GET', '/api/v1/namespaces/wall/secrets/any'],
    ['GET', '/api/v1/namespaces/wall/configmaps'],
    ['GET', '/api/v1/namespaces/wall'],
    ['DELETE', deployment],
    ['DELETE', '/api/v1/namespaces/wall/pods/any'],
    ['GET', '/apis/rbac.authorization.k8s.io/v1/clusterroles'],
  ] as const)('do not allow to %s %s', async (method, path) => {
    expect(await writer.send(method, path)).toMatchObject({
      status: 403,
      message: expect.stringContaining('User "system:serviceaccount:cloudops:cloudops-writer" cannot'),
    });
  });

  it('allow to tell which cluster this is', async () => {
    expect(await writer.send('GET', '/api/v1/namespaces/kube-system')).toMatchObject({ status: 200 });
  });
});

describe('a write of the writer', () => {
  const resources = { template: { spec: { containers: [{ name: 'app', resources: { limits: { cpu: '1' } } }] } } };
  const restart = { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } };
  it.each([
    ['scales a Deployment', deployment, { replicas: 3 }],
    ['scales a StatefulSet', deployment.replace('deployments', 'statefulsets'), { replicas: 2 }],
    ['restarts a DaemonSet', deployment.replace('deployments', 'daemonsets'), restart],
    ['sets resources', deployment, resources],
    ['rolls back an image', deployment, { template: { spec: { containers: [{ name: 'app', image: 'pause:2' }] } } }],
  ])('%s with a mark, and not without', async (_what, path, spec) => {
    expect(await patch({ spec }, path, strategic)).toMatchObject(refusedByWall('cloudops.dev/'));
    expect(await patch(marked(spec), path, strategic)).toMatchObject({ status: 200 });
  });

  it('moves the bounds of an autoscaler, and nothing else of it', async () => {
    const path = '/apis/autoscaling/v2/namespaces/wall/horizontalpodautoscalers/api';
    expect(await patch(marked({ minReplicas: 2, maxReplicas: 5 }), path)).toMatchObject({ status: 200 });
    expect(await patch(marked({ scaleTargetRef: { name: 'other' } }), path)).toMatchObject(
      refusedByWall('minReplicas, maxReplicas and nothing else'),
    );
  });

  it('reaches no autoscaler in an older form, which keeps metrics in annotations', async () => {
    const path = '/apis/autoscaling/v1/namespaces/wall/horizontalpodautoscalers/api';
    expect(await patch(marked({ maxReplicas: 6 }), path)).toMatchObject(refusedByWall('no business'));
  });

  it('cordons a node and takes it back, and taints none', async () => {
    const node = await findNode();
    expect(await patch(marked({ unschedulable: true }), node)).toMatchObject({ status: 200 });
    expect(await patch(marked({ unschedulable: null }), node)).toMatchObject({ status: 200 });
    expect(await patch(marked({ taints: [{ key: 'a', effect: 'NoExecute' }] }), node)).toMatchObject(
      refusedByWall('unschedulable and nothing else'),
    );
  });

  it('evicts a pod with a mark, and not without', async () => {
    const name = await findPod();
    const path = `/api/v1/namespaces/wall/pods/${name}/eviction`;
    const eviction = (annotations: object): object => ({
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace: 'wall', annotations },
    });
    expect(await writer.send('POST', path, eviction({}))).toMatchObject(refusedByWall('cloudops.dev/plan'));
    expect(await writer.send('POST', path, eviction(marks()))).toMatchObject({ status: 201 });
  });
});

describe('a mark', () => {
  beforeEach(async () => {
    expect(await patch(marked({ replicas: 2 }))).toMatchObject({ status: 200 });
  });

  it('of an earlier change lets no later one pass', async () => {
    expect(await patch({ spec: { replicas: 4 } })).toMatchObject(refusedByWall('an earlier change left'));
  });

  it.each(['pln_', 'run_1', `pln_${'0A'.repeat(32)}`, `${planId}0`, ` ${planId}`])('may not read %j', async (id) => {
    const annotations = { ...marks(), 'cloudops.dev/plan': id };
    expect(await patch({ metadata: { annotations }, spec: { replicas: 4 } })).toMatchObject(
      refusedByWall('is no plan'),
    );
  });

  it('must name the plan, not only the change', async () => {
    const annotations = { 'cloudops.dev/plan': null, 'cloudops.dev/change': 'run_2/a' };
    expect(await patch({ metadata: { annotations }, spec: { replicas: 4 } })).toMatchObject(
      refusedByWall('is missing'),
    );
  });
});

describe('with a mark, but beyond the six changes, the writer', () => {
  it.each([
    ['labels', { labels: { team: 'other' } }],
    ['a label away', { labels: { team: null } }],
    ['finalizers', { finalizers: ['example.com/keep'] }],
    ['owners', { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'b' }] }],
  ])('sets no %s', async (_what, metadata) => {
    expect(await patch(marked({}, metadata))).toMatchObject(refusedByWall('not CloudOps'));
  });

  it('changes no annotation of others', async () => {
    for (const more of [{ note: 'theirs' }, { note: null }, { other: 'x' }]) {
      const metadata = { annotations: { ...marks(), ...more } };
      expect(await patch({ metadata, spec: {} })).toMatchObject(refusedByWall('annotations other than'));
    }
  });

  it.each([
    ['paused', { paused: true }],
    ['strategy', { strategy: { type: 'Recreate', rollingUpdate: null } }],
    ['revisionHistoryLimit', { revisionHistoryLimit: 0 }],
  ])('does not change %s', async (_what, spec) => {
    expect(await patch(marked(spec))).toMatchObject(refusedByWall('replicas, template and nothing else'));
  });

  const container = (fields: object): object => ({ containers: [{ name: 'app', ...fields }] });
  it.each([
    ['another service account', { serviceAccountName: 'default' }, 'service account'],
    ['the host’s network', { hostNetwork: true }, 'service account, host namespaces'],
    ['a priority', { priorityClassName: 'system-node-critical' }, 'priority'],
    ['another user', { securityContext: { runAsUser: 0 } }, 'security context'],
    ['a folder of the node', { volumes: [{ name: 'root', hostPath: { path: '/' } }] }, 'hostPath'],
    ['privilege', container({ securityContext: { privileged: true } }), 'privileged'],
    ['a capability', container({ securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }), 'capability'],
    [
      'a privileged sidecar',
      { initContainers: [{ name: 'x', image: 'x', securityContext: { privileged: true } }] },
      'privileged',
    ],
  ])('gives a template %s never', async (_what, spec, words) => {
    expect(await patch(marked({ template: { spec } }), deployment, strategic)).toMatchObject(refusedByWall(words));
  });
});

describe('given every right there is, the writer', () => {
  beforeAll(async () => {
    await testbed.resources.apply(everything as never);
    await vi.waitFor(async () => expect(await writer.send('GET', '/api/v1/nodes')).toMatchObject({ status: 200 }), {
      timeout: 30_000,
      interval: 500,
    });
  });

  const metadata = { name: 'made', namespace: 'wall', annotations: { 'cloudops.dev/plan': planId } };
  it.each([
    ['POST', '/api/v1/namespaces/wall/secrets', { metadata }],
    ['POST', '/api/v1/namespaces/wall/serviceaccounts/default/token', { spec: {} }],
    ['DELETE', deployment, undefined],
    ['PATCH', `${deployment}/scale`, marked({ replicas: 9 })],
    ['PATCH', `${deployment}/status`, { metadata: { annotations: marks() }, status: { replicas: 9 } }],
    ['PATCH', '/api/v1/namespaces/wall', { metadata: { annotations: marks() } }],
  ] as const)('may not %s %s', async (method, path, body) => {
    expect(await writer.send(method, path, body)).toMatchObject(refusedByWall('no business'));
  });
});

describe('anybody else', () => {
  it('writes as before, without a mark', async () => {
    expect(
      await other.send('PATCH', deployment, { metadata: { labels: { team: 'x' } }, spec: { paused: true } }),
    ).toMatchObject({ status: 200 });
    expect(await other.send('DELETE', deployment)).toMatchObject({ status: 200 });
  });
});
