import { describe, expect, it } from 'vitest';
import { ago, logs, look } from '../../__fixtures__/look.ts';
import { type App, app, apps, crashLoop, type Raw } from '../../__fixtures__/objects.ts';
import { answer, nodeWith, waitingApp } from '../../__fixtures__/waiting.ts';

const ready = (status: string, message: string, seconds = 300): Raw => ({
  type: 'Ready',
  status,
  reason: 'KubeletNotReady',
  message,
  lastTransitionTime: ago(seconds),
});
const fine = ready('True', 'kubelet is posting ready status');
const down: Raw = { ready: false };
const notReadyPod: Raw = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: ago(200) }],
};
const onNode = (name: string, node: string, isReady = true): App =>
  app(name, { replicas: 1, node, ...(isReady ? {} : { status: down, podStatus: notReadyPod }) });

function daemon(name: string, node: string, status: Raw, spec: Raw = {}): Raw {
  const [pod] = app(name, { namespace: 'kube-system', replicas: 1, node, status, spec }).pods as readonly [Raw];
  const ownerReferences = [{ kind: 'DaemonSet', name, controller: true }];
  return { ...pod, metadata: { ...(pod.metadata as Raw), ownerReferences } };
}

describe('a node that is not ready', () => {
  it.each([
    ['NOD-101', ready('Unknown', 'Kubelet stopped posting node status.')],
    ['NOD-102', ready('False', 'PLEG is not healthy: pleg was last seen active 5m12s ago; threshold is 3m0s')],
    ['NOD-103', ready('False', 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady')],
    ['NOD-104', ready('False', 'kubelet is out of order')],
  ])('is told as %s, and its pods follow from it', (code, condition) => {
    const nodes = [nodeWith('n-1', { conditions: [condition] }), nodeWith('n-2')];
    const seen = look({ ...apps(onNode('api', 'n-1', false), onNode('web', 'n-2')), nodes });
    expect(seen.causes).toEqual([`${code} Node/n-1`]);
    expect(seen.consequencesOf(`${code} Node/n-1`)).toContain('POD-004 Deployment/shop/api');
  });

  it('is given half a minute, unless it is silent', () => {
    const at = (seconds: number): readonly Raw[] => [
      nodeWith('n-1', { conditions: [ready('False', 'starting', seconds)] }),
    ];
    expect(look({ nodes: at(29) }).causes).toEqual([]);
    expect(look({ nodes: at(30) }).causes).toEqual(['NOD-104 Node/n-1']);
  });

  it('is a hint where it is cordoned and runs nothing but DaemonSets', () => {
    const nodes = [
      nodeWith('n-1', { cordoned: true, conditions: [ready('Unknown', 'Kubelet stopped posting node status.')] }),
    ];
    const seen = look({ nodes, pods: [daemon('agent', 'n-1', {})] });
    expect(seen.causes).toEqual([]);
    expect(seen.role('NOD-101')).toBe('hint');
  });

  it('is the victim of the agent that sets up its network', () => {
    const condition = ready(
      'False',
      'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady',
    );
    const nodes = [nodeWith('n-1', { conditions: [condition] })];
    const pods = [daemon('cni', 'n-1', crashLoop(), { hostNetwork: true })];
    const seen = look({ nodes, pods });
    expect(seen.causes).toEqual(['POD-001 DaemonSet/kube-system/cni']);
    expect(seen.consequencesOf('POD-001 DaemonSet/kube-system/cni')).toContain('NOD-103 Node/n-1');
  });

  it('explains pods that wait for its room', () => {
    const taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule' }];
    const nodes = [nodeWith('n-1', { taints, conditions: [ready('Unknown', 'Kubelet stopped posting node status.')] })];
    const seen = look({ ...apps(waitingApp('api', answer(1, '1 node(s) had untolerated taint(s)'))), nodes });
    expect(seen.causes).toEqual(['NOD-101 Node/n-1']);
    expect(seen.consequencesOf('NOD-101 Node/n-1')).toContain('SCH-001 Deployment/shop/api');
  });
});

describe('pressure', () => {
  const pressed = (type: string, status = 'True'): Raw =>
    nodeWith('n-1', {
      conditions: [fine, { type, status, message: 'kubelet has pressure', lastTransitionTime: ago(300) }],
    });

  it.each([
    ['MemoryPressure', 'NOD-110'],
    ['DiskPressure', 'NOD-111'],
    ['PIDPressure', 'NOD-112'],
    ['NetworkUnavailable', 'NOD-113'],
  ])('%s is told of the node, while it lasts', (type, code) => {
    expect(look({ nodes: [pressed(type)] }).causes).toEqual([`${code} Node/n-1`]);
    expect(look({ nodes: [pressed(type, 'False')] }).causes).toEqual([]);
  });

  it.each([
    ['EtcdIsVoter', 'silent'],
    ['ReadonlyFilesystem', 'hint'],
  ])('%s of somebody else is %s', (type, role) => {
    const seen = look({ nodes: [pressed(type)] });
    expect(seen.causes).toEqual([]);
    expect(seen.role('NOD-114')).toBe(role);
  });

  it('that the problem detector sees is raised where a pod on the node suffers', () => {
    const seen = look({ ...apps(onNode('api', 'n-1', false)), nodes: [pressed('ReadonlyFilesystem')] });
    expect(seen.causes).toEqual(['NOD-114 Node/n-1']);
  });
});

describe('a cordoned node', () => {
  const nodes = [nodeWith('n-1', { cordoned: true })];

  it('that nobody waits for was declared', () => {
    expect(look({ ...apps(onNode('api', 'n-1')), nodes }).analysis.findings).toEqual([]);
  });

  it('is the cause once pods wait for it', () => {
    const api = waitingApp('api', answer(1, '1 node(s) were unschedulable'));
    expect(look({ ...apps(api), nodes }).causes).toEqual(['NOD-120 Node/n-1']);
  });

  it('is no cause where the pods would not fit there', () => {
    const huge = waitingApp('huge', answer(2, '1 Insufficient cpu', '1 node(s) were unschedulable'), {
      container: { resources: { requests: { cpu: '5' } } },
    });
    expect(look({ ...apps(huge), nodes: [...nodes, nodeWith('n-2')] }).causes).toEqual([
      'SCH-103 Deployment/shop/huge',
    ]);
  });
});

describe('a node that a controller has closed', () => {
  it('is the cause for pods that wait for it', () => {
    const taints = [{ key: 'node.cloudprovider.kubernetes.io/uninitialized', value: 'true', effect: 'NoSchedule' }];
    const api = waitingApp('api', answer(1, '1 node(s) had untolerated taint(s)'));
    expect(look({ ...apps(api), nodes: [nodeWith('n-1', { taints })] }).causes).toEqual(['NOD-121 Node/n-1']);
  });
});

describe('kube-proxy', () => {
  const labels = { 'k8s-app': 'kube-proxy' };
  const proxy = daemon('kube-proxy', 'n-1', crashLoop(), { hostNetwork: true });
  const pods = [{ ...proxy, metadata: { ...(proxy.metadata as Raw), labels } }];
  const crashing = app('api', { replicas: 1, node: 'n-1', status: crashLoop() });
  const see = (line: string): readonly string[] => {
    const nodes = [nodeWith('n-1')];
    const steps = { logs: logs({ pod: 'api-6f7c9-0', lines: [line] }) };
    return look({ ...apps(crashing), nodes, pods: [...crashing.pods, ...pods] }, { steps }).causes;
  };

  it('that crashes explains pods on its node that get no answer, and no others', () => {
    expect(see('dial tcp 10.96.40.2:8080: i/o timeout')).toEqual(['POD-001 DaemonSet/kube-system/kube-proxy']);
    expect(see('panic: index out of range')).toHaveLength(2);
  });
});

describe('kubelets of different versions', () => {
  const old = (name: string, version: string): Raw => {
    const plain = nodeWith(name) as { readonly status: Raw };
    return { ...plain, status: { ...plain.status, nodeInfo: { kubeletVersion: version } } };
  };

  it('are a hint beyond three minor versions', () => {
    expect(look({ nodes: [old('n-1', 'v1.32.0'), old('n-2', 'v1.36.1')] }).role('NOD-130')).toBe('hint');
    expect(look({ nodes: [old('n-1', 'v1.33.0'), old('n-2', 'v1.36.1')] }).role('NOD-130')).toBe('silent');
  });
});
