import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { type App, app, apps, event, node, type Raw } from '../../__fixtures__/objects.ts';
import { nodeWith } from '../../__fixtures__/waiting.ts';

const spec: Raw = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
const claims = [
  {
    metadata: { namespace: 'shop', name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], volumeName: 'pv-1' },
    status: { phase: 'Bound' },
  },
];
const starting = (name: string): App =>
  app(name, {
    replicas: 1,
    node: 'node-2',
    age: 300,
    spec,
    status: { ready: false, state: { waiting: { reason: 'ContainerCreating' } } },
  });
const says = (message: string, reason = 'FailedAttachVolume', seconds = 10): Raw =>
  event('Pod', 'db-6f7c9-0', reason, message, { lastTimestamp: ago(seconds) });
const multi =
  'Multi-Attach error for volume "pv-1" Volume is already exclusively attached to one node and can\'t be attached to another';

describe('a volume that is attached elsewhere', () => {
  const other = app('db', { replicas: 1, node: 'node-1', spec });
  const renamed = {
    ...other,
    pods: other.pods.map((pod) => ({ ...pod, metadata: { ...(pod.metadata as Raw), name: 'db-6f7c9-1' } })),
  };

  it('to a pod of the same workload blames the workload', () => {
    const seen = look({ ...apps(starting('db'), renamed), claims, events: [says(multi)] });
    expect(seen.causes).toEqual(['STO-120 Deployment/shop/db']);
    expect(seen.consequencesOf('STO-120 Deployment/shop/db')).toContain('POD-005 Deployment/shop/db');
  });

  it('to a pod of another workload blames the claim', () => {
    const backup = app('backup', { replicas: 1, node: 'node-1', spec });
    expect(look({ ...apps(starting('db'), backup), claims, events: [says(multi)] }).causes).toEqual([
      'STO-120 PersistentVolumeClaim/shop/data',
    ]);
  });

  it('to a node that is down is the fault of the node', () => {
    const down = nodeWith('node-1', {
      conditions: [{ type: 'Ready', status: 'Unknown', lastTransitionTime: ago(300) }],
    });
    const staged = { ...apps(starting('db'), renamed), nodes: [down, node('node-2')] };
    const seen = look({ ...staged, claims, events: [says(multi)] });
    expect(new Set(seen.causes.map((cause) => cause.split(' ')[1]))).toEqual(new Set(['Node/node-1']));
  });

  it('by an attachment that was left blames that', () => {
    const volumeattachments = [
      { metadata: { name: 'csi-1' }, spec: { nodeName: 'node-1', source: { persistentVolumeName: 'pv-1' } } },
    ];
    const seen = look({ ...apps(starting('db')), claims, volumeattachments, events: [says(multi)] });
    expect(seen.causes).toEqual(['STO-120 VolumeAttachment/csi-1']);
  });

  it('is history after ten minutes', () => {
    const seen = look({ ...apps(starting('db'), renamed), claims, events: [says(multi, 'FailedAttachVolume', 601)] });
    expect(seen.role('STO-120')).toBe('silent');
  });
});

describe('a volume that cannot be mounted', () => {
  const message = 'MountVolume.SetUp failed for volume "pv-1" : mount failed: exit status 32';

  it('is the cause', () => {
    expect(look({ ...apps(starting('db')), claims, events: [says(message, 'FailedMount')] }).causes).toEqual([
      'STO-121 PersistentVolume/pv-1',
    ]);
  });

  it('is not claimed of a pod that runs', () => {
    const events = [says(message, 'FailedMount')];
    expect(look({ ...apps(app('db', { replicas: 1, spec })), claims, events }).role('STO-121')).toBe('silent');
  });

  it('is not claimed of a ConfigMap', () => {
    const events = [says('MountVolume.SetUp failed for volume "settings" : configmap "x" not found', 'FailedMount')];
    expect(look({ ...apps(starting('db')), claims, events }).role('STO-121')).toBe('silent');
  });
});

describe('a claim that is to grow', () => {
  const growing = (status: Raw, wanted = '20Gi'): Raw => ({
    metadata: { namespace: 'shop', name: 'data' },
    spec: { volumeName: 'pv-1', resources: { requests: { storage: wanted } } },
    status: { phase: 'Bound', capacity: { storage: '10Gi' }, ...status },
  });
  const failed = event('PersistentVolumeClaim', 'data', 'VolumeResizeFailed', 'disk is at its limit');
  const pending = (seconds: number): Raw => ({
    conditions: [{ type: 'FileSystemResizePending', status: 'True', lastTransitionTime: ago(seconds) }],
  });

  it('and cannot is a cause; one that has grown is not', () => {
    expect(look({ claims: [growing({})], events: [failed] }).causes).toEqual([
      'STO-114 PersistentVolumeClaim/shop/data',
    ]);
    expect(look({ claims: [growing({}, '10Gi')], events: [failed] }).causes).toEqual([]);
  });

  it('and waits for a pod is a hint after ten minutes', () => {
    expect(look({ claims: [growing(pending(600))] }).role('STO-115')).toBe('hint');
    expect(look({ claims: [growing(pending(599))] }).role('STO-115')).toBe('silent');
  });
});
