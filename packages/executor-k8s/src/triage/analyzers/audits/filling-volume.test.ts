import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../../../evidence/step-evidence.ts';
import { look } from '../../__fixtures__/look.ts';
import { app, apps } from '../../__fixtures__/objects.ts';
import { samples } from '../../__fixtures__/samples.ts';

const gib = 1024 ** 3;
const day = 86_400;
const labels = { namespace: 'shop', persistentvolumeclaim: 'data' };
const claim = (extra: object = {}) => ({
  metadata: { namespace: 'shop', name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast', ...extra },
  status: { phase: 'Bound' },
});
const staged = {
  ...apps(app('db', { spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } })),
  claims: [claim()],
  storageclasses: [{ metadata: { name: 'fast' }, allowVolumeExpansion: true }],
};
const see = (steps: Record<string, StepEvidence>, world: object = staged) =>
  look(world as typeof staged, { topics: ['volumes-filling'], steps });
const prometheus = (free: number, daysLeft: number | null): Record<string, StepEvidence> => ({
  volume_capacity: samples([labels, 100 * gib]),
  volume_available: samples([labels, free * 100 * gib]),
  volume_trend: daysLeft === null ? samples() : samples([labels, (-free * 100 * gib) / (daysLeft * day)]),
});
const kubelet = (free: number, inodes = 1000): Record<string, StepEvidence> => ({
  node_stats: {
    status: 'present',
    output: {
      items: [
        {
          item: 'node-1',
          status: 'present',
          output: {
            volumes: [
              {
                ...{ namespace: 'shop', claim: 'data', pod: 'db-6f7c9-0', used_bytes: 1 },
                ...{ capacity_bytes: 100 * gib, available_bytes: free * 100 * gib, inodes: 1000, inodes_free: inodes },
              },
            ],
          },
        },
      ],
    },
  },
});

describe('a volume that fills up', () => {
  it.each([
    [0.029, 100, 'VOL-101', 'critical'],
    [0.03, 3.9, 'VOL-102', 'medium'],
    [0.149, 3.9, 'VOL-102', 'medium'],
    [0.149, 0.9, 'VOL-102', 'high'],
    [0.149, 4.1, null, null],
    [0.15, 0.5, null, null],
    [0.149, -5, null, null],
    [0.149, null, 'VOL-103', 'low'],
  ])('with %d free and %s days left is %s, %s', (free, days, code, severity) => {
    const found = see(prometheus(free, days)).analysis.findings.map((one) => [one.code, one.severity]);
    expect(found).toEqual(code === null ? [] : [[code, severity]]);
  });

  it.each([
    [0.02, 1000, 'VOL-101', 'fault'],
    [0.14, 1000, 'VOL-103', 'hint'],
    [0.5, 29, 'VOL-104', 'fault'],
    [0.5, 30, 'VOL-104', 'silent'],
    [0.5, 1000, 'VOL-103', 'silent'],
  ])('is read from its kubelet: %d free, %d of 1000 inodes: %s is a %s', (free, inodes, code, role) => {
    expect(see(kubelet(free, inodes)).role(code)).toBe(role);
  });

  it('says when it is full, who mounts it, and whether it can grow', () => {
    const found = see(prometheus(0.1, 2)).find('VOL-102');
    expect(found).toMatchObject({
      resource: { kind: 'PersistentVolumeClaim', name: 'data' },
      title: 'PersistentVolumeClaim shop/data has 10 % free and will be full in 2 days',
      detail:
        '10Gi of 100Gi are free. It fills by 5Gi a day. Mounted by db-6f7c9-0, db-6f7c9-1. Its class fast allows expansion, which cannot be taken back.',
    });
    expect(found?.evidence.map(({ step }) => step)).toEqual(['volume_available', 'volume_capacity', 'volume_trend']);
  });

  it('takes the trend of Prometheus along with the kubelet’s figures', () => {
    expect(see({ ...prometheus(0.5, 2), ...kubelet(0.1) }).role('VOL-102')).toBe('fault');
  });
});

describe('what is not known of volumes', () => {
  const gaps = (steps: Record<string, StepEvidence>, world: object = staged) =>
    see(steps, world).analysis.not_checked.map(({ what }) => what);

  it('is said when nobody was asked, or nobody measured a claim that is mounted', () => {
    expect(gaps({})).toEqual(['how full volumes are']);
    expect(gaps({ volume_capacity: samples(), volume_available: samples() })).toEqual(['free space of 1 volume']);
  });

  it('is not said of what was measured, of raw devices, and of what nobody mounts', () => {
    expect(gaps(prometheus(0.5, null))).toEqual([]);
    const empty = { volume_capacity: samples(), volume_available: samples() };
    expect(gaps(empty, { ...staged, claims: [claim({ volumeMode: 'Block' })] })).toEqual([]);
    expect(gaps(empty, { ...staged, pods: [] })).toEqual([]);
  });
});
