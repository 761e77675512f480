import { describe, expect, it } from 'vitest';
import { ago, look } from '../../__fixtures__/look.ts';
import { type App, app, apps, event, type Raw } from '../../__fixtures__/objects.ts';
import { answer, waitingApp } from '../../__fixtures__/waiting.ts';

const unbound = answer(2, 'pod has unbound immediate PersistentVolumeClaims');
const mounting = (claimName: string): Raw => ({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] });
const waits = (message = unbound, claimName = 'data'): App => waitingApp('db', message, { spec: mounting(claimName) });

function claim(spec: Raw = {}, extra: { readonly status?: Raw; readonly metadata?: Raw } = {}): Raw {
  return {
    metadata: { namespace: 'shop', name: 'data', creationTimestamp: ago(300), ...extra.metadata },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: '',
      resources: { requests: { storage: '10Gi' } },
      ...spec,
    },
    status: { phase: 'Pending', ...extra.status },
  };
}

function volume(spec: Raw = {}, phase = 'Available', labels: Raw = {}): Raw {
  return {
    metadata: { name: 'pv-1', labels },
    spec: { capacity: { storage: '10Gi' }, accessModes: ['ReadWriteOnce'], ...spec },
    status: { phase },
  };
}

const storageClass = (name: string, extra: Raw = {}): Raw => ({
  metadata: { name },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'Immediate',
  ...extra,
});

function causes(staged: Readonly<Record<string, readonly unknown[]>>, pod: App = waits()): readonly string[] {
  return look({ ...apps(pod), ...staged }).causes;
}

const atClaim = (code: string): readonly string[] => [`${code} PersistentVolumeClaim/shop/data`];

describe('a claim that is not there', () => {
  const missing = waits(answer(2, 'persistentvolumeclaim "database" not found'), 'database');

  it('is the cause, with the pods as consequence', () => {
    expect(causes({}, missing)).toEqual(['STO-100 PersistentVolumeClaim/shop/database']);
  });

  it('blames the workload where one name is a slip away', () => {
    const claims = [claim({}, { metadata: { name: 'databse' }, status: { phase: 'Bound' } })];
    expect(causes({ claims }, missing)).toEqual(['STO-100 Deployment/shop/db']);
  });

  it('is history where it exists by now', () => {
    const claims = [claim({}, { metadata: { name: 'database' }, status: { phase: 'Bound' } })];
    expect(causes({ claims }, missing)).toEqual(['SCH-001 Deployment/shop/db']);
  });
});

describe('the class of a claim', () => {
  it('is missing where none is stated and none is the default', () => {
    const claims = [claim({ storageClassName: undefined })];
    expect(causes({ claims, storageclasses: [storageClass('fast')] })).toEqual(atClaim('STO-101'));
    const byDefault = storageClass('fast', {
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    });
    expect(causes({ claims, storageclasses: [byDefault] })).toEqual(['STO-001 PersistentVolumeClaim/shop/data']);
  });

  it('that does not exist is named, with the near one', () => {
    const claims = [claim({ storageClassName: 'fats' })];
    const said = event(
      'PersistentVolumeClaim',
      'data',
      'ProvisioningFailed',
      'storageclass.storage.k8s.io "fats" not found',
    );
    const seen = look({ ...apps(waits()), claims, storageclasses: [storageClass('fast')], events: [said] });
    expect(seen.causes).toEqual(atClaim('STO-102'));
    expect(seen.find('STO-102')).toMatchObject({
      tier: 'contradiction',
      title: expect.stringContaining('there is fast'),
    });
    expect(look({ ...apps(waits()), claims }).find('STO-102')?.tier).toBe('absence');
  });

  const csi = storageClass('csi', { provisioner: 'csi.example.com' });
  const two = [claim({ storageClassName: 'csi' }), claim({ storageClassName: 'csi' }, { metadata: { name: 'more' } })];

  it('needs a provisioner: without one it is the one cause of all its claims', () => {
    expect(causes({ claims: two, storageclasses: [csi] })).toEqual(['STO-113 StorageClass/csi']);
  });

  it('has a provisioner where its driver is registered or volumes came from it', () => {
    const bare = [...atClaim('STO-001'), 'STO-001 PersistentVolumeClaim/shop/more'];
    const csidrivers = [{ metadata: { name: 'csi.example.com' } }];
    expect(causes({ claims: two, storageclasses: [csi], csidrivers })).toEqual(bare);
    const made = volume({ csi: { driver: 'csi.example.com' }, claimRef: { namespace: 'x', name: 'y' } }, 'Bound');
    expect(causes({ claims: two, storageclasses: [csi], volumes: [made] })).toEqual(bare);
  });

  it('fails as its provisioner says, for one claim or for all', () => {
    const said = ['data', 'more'].map((name) =>
      event('PersistentVolumeClaim', name, 'ProvisioningFailed', 'quota of disks exceeded'),
    );
    expect(causes({ claims: two, storageclasses: [csi], events: said })).toEqual(['STO-112 StorageClass/csi']);
    expect(causes({ claims: two.slice(0, 1), storageclasses: [csi], events: said.slice(0, 1) })).toEqual(
      atClaim('STO-112'),
    );
  });
});

describe('a claim that names its volume', () => {
  it.each([
    ['Failed', ['STO-108 PersistentVolume/pv-1']],
    ['Available', atClaim('STO-001')],
  ])('whose phase is %s', (phase, expected) => {
    const claims = [claim({ storageClassName: '', volumeName: 'pv-1' })];
    expect(causes({ claims, volumes: [volume({}, phase)] })).toEqual(expected);
  });
});

describe('a claim that waits for its first consumer', () => {
  const lazy = storageClass('lazy', { volumeBindingMode: 'WaitForFirstConsumer' });
  const claims = [claim({ storageClassName: 'lazy' }, { metadata: { creationTimestamp: ago(90_000) } })];

  it('is well without one', () => {
    expect(look({ ...apps(app('api')), claims, storageclasses: [lazy] }).analysis.findings).toEqual([]);
  });

  it('is not blamed where its pod waits for something else', () => {
    const pod = waits(answer(2, '2 Insufficient cpu'));
    expect(causes({ claims, storageclasses: [lazy] }, pod)).toEqual(['SCH-001 Deployment/shop/db']);
  });

  it('is told where the scheduler finds no volume for it', () => {
    const pod = waits(answer(2, "2 node(s) didn't find available persistent volumes to bind"));
    const small = volume({ storageClassName: 'lazy', capacity: { storage: '5Gi' } });
    expect(causes({ claims, storageclasses: [lazy], volumes: [small] }, pod)).toEqual(atClaim('STO-103'));
    const tied = volume({
      storageClassName: 'lazy',
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] }] },
      },
    });
    expect(causes({ claims, storageclasses: [lazy], volumes: [tied] }, pod)).toEqual(['STO-109 Deployment/shop/db']);
  });
});

describe('volumes that are there', () => {
  it.each([
    ['capacity', {}, volume({ capacity: { storage: '9Gi' } })],
    ['access mode', { accessModes: ['ReadWriteMany'] }, volume()],
    ['volume mode', { volumeMode: 'Block' }, volume()],
    ['labels', { selector: { matchLabels: { tier: 'gold' } } }, volume({}, 'Available', { tier: 'silver' })],
    ['owner', {}, volume({ claimRef: { namespace: 'x', name: 'y' } }, 'Bound')],
  ])('do not fit by %s', (_, asked, there) => {
    expect(causes({ claims: [claim(asked)], volumes: [there] })).toEqual(atClaim('STO-103'));
  });

  it('fit at exactly the size', () => {
    expect(causes({ claims: [claim()], volumes: [volume()] })).toEqual(['STO-001 PersistentVolumeClaim/shop/data']);
  });

  it('are told from none at all', () => {
    expect(look({ ...apps(waits()), claims: [claim()] }).find('STO-103')?.tier).toBe('absence');
  });

  it('prove nothing where not all could be read', () => {
    const seen = look(
      { ...apps(waits()), claims: [claim()] },
      { steps: { volumes: { status: 'unknown', reason: { kind: 'denied', message: 'no' } } } },
    );
    expect(seen.causes).toEqual(['STO-001 PersistentVolumeClaim/shop/data']);
  });

  it('prove nothing where classes could not be read: one of them may make volumes', () => {
    const seen = look(
      {
        ...apps(waits()),
        claims: [claim({ storageClassName: 'fast' })],
        volumes: [volume({ claimRef: { namespace: 'shop', name: 'old' }, storageClassName: 'fast' }, 'Released')],
      },
      { steps: { storageclasses: { status: 'unknown', reason: { kind: 'denied', message: 'no' } } } },
    );
    expect(seen.causes).toEqual(['STO-001 PersistentVolumeClaim/shop/data']);
  });
});

describe('a volume that a claim names', () => {
  const claims = [claim({ volumeName: 'pv-1' })];
  const held = { claimRef: { namespace: 'shop', name: 'old' } };

  it('belongs to another claim', () => {
    const other = claim({ volumeName: 'pv-1' }, { metadata: { name: 'old' }, status: { phase: 'Bound' } });
    expect(causes({ claims: [...claims, other], volumes: [volume(held, 'Bound')] })).toEqual(atClaim('STO-105'));
  });

  it('was kept and must be released; one that nobody wants may stay', () => {
    const volumes = [volume(held, 'Released')];
    expect(causes({ claims, volumes })).toEqual(['STO-107 PersistentVolume/pv-1']);
    expect(look({ ...apps(app('api')), volumes }).analysis.findings).toEqual([]);
  });

  it('does not exist', () => {
    expect(causes({ claims })).toEqual(atClaim('STO-106'));
  });

  it('is lost', () => {
    expect(causes({ claims: [claim({ volumeName: 'pv-1' }, { status: { phase: 'Lost' } })] })).toEqual(
      atClaim('STO-104'),
    );
  });
});

describe('a claim that is being deleted', () => {
  const deleted = (finalizers: readonly string[]): Raw =>
    claim({ volumeName: 'pv-1' }, { metadata: { deletionTimestamp: ago(60), finalizers }, status: { phase: 'Bound' } });
  const user = app('db', { spec: mounting('data') });

  it('waits for a finalizer of somebody', () => {
    expect(look({ ...apps(app('api')), claims: [deleted(['example.com/snapshot'])] }).causes).toEqual(
      atClaim('STO-110'),
    );
    expect(look({ ...apps(app('api')), claims: [deleted(['kubernetes.io/pvc-protection'])] }).causes).toEqual([]);
  });

  it('that is in use is a hint, and a cause once new pods wait', () => {
    const claims = [deleted(['kubernetes.io/pvc-protection'])];
    expect(look({ ...apps(user), claims }).role('STO-111')).toBe('hint');
    const second = waitingApp('db2', answer(2, 'persistentvolumeclaim "data" is being deleted'), {
      spec: mounting('data'),
    });
    expect(look({ ...apps(user, second), claims }).causes).toEqual(atClaim('STO-111'));
  });
});
