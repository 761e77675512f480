import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';
import { removalKinds } from './index.ts';

let ec2: FakeEc2;
const planId = `pln_${'0'.repeat(64)}`;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.addresses = [{ id: 'eipalloc-1', ip: '203.0.113.5', tags: { team: 'ops' } }];
  ec2.volumes = [{ id: 'vol-1', size: 100, type: 'gp3', iops: 3000, throughput: 125, tags: { team: 'ops' } }];
  ec2.snapshots = [{ id: 'snap-1', volume: 'vol-9', tags: {} }];
});
afterEach(() => ec2.close());

function release(given: object = {}): StagedChange {
  return stage(ec2, 'address-release', { resource: 'eipalloc-1', ...given });
}

describe('releasing an address', () => {
  it('tests, releases, verifies, and asks for the same address again', async () => {
    const { change, input, context, observe } = release();
    const before = await observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    // 0.005 USD an hour × 730.
    expect(before.monthly_cents).toBe(-365);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.addresses).toHaveLength(1);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'after', versions: ['gone'] },
    });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.addresses).toMatchObject([{ ip: '203.0.113.5', tags: { team: 'ops' } }]);
    const versions = before.objects.map(({ version }) => version);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
  });

  it('is refused while something uses it, and stale once something does', async () => {
    const { change, input, context, observe } = release();
    const before = await observe();
    ec2.addresses = ec2.addresses.map((one) => ({ ...one, association: 'eipassoc-1' }));
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    expect(await change.doObserve(input, context)).toMatchObject({ reason: { kind: 'invalid' } });
    ec2.addresses = [];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    expect(await change.doObserve(input, context)).toMatchObject({ reason: { kind: 'not-found' } });
    expect(ec2.sent()).toEqual([]);
  });

  it('says that somebody else has the address', async () => {
    const { change, input, context, observe } = release();
    const before = await observe();
    await change.doChange(input, before, context);
    ec2.faults = [{ operation: 'AllocateAddress', code: 'InvalidAddress.NotFound' }];
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'unknown' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  });
});

describe('deleting a volume after a snapshot', () => {
  it('needs the snapshot of the same plan, and makes a like volume from it', async () => {
    const snapshot = stage(ec2, 'volume-snapshot', { resource: 'vol-1' });
    const removal = stage(
      ec2,
      'volume-delete',
      { resource: 'vol-1' },
      { context: { change: { id: 'run_1/delete', planId } } },
    );
    const [taken, before] = [await snapshot.observe(), await removal.observe()];
    const { change, input, context } = removal;
    expect(taken).toMatchObject({ undo: null, monthly_cents: 500 });
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doChange(input, before, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('no complete snapshot of vol-1') },
    });
    expect(ec2.sent()).toEqual(['DeleteVolume?']);
    const first = snapshot.change;
    expect(await first.doChange(snapshot.input, taken, snapshot.context)).toMatchObject({ status: 'present' });
    expect(await first.doLook(snapshot.input, taken, snapshot.context)).toMatchObject({ output: { state: 'after' } });
    expect(await first.doVerify(snapshot.input, taken, snapshot.context)).toMatchObject({
      output: { outcome: 'healed' },
    });
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.volumes).toMatchObject([
      { type: 'gp3', size: 100, tags: { team: 'ops', 'cloudops.dev/change': 'run_1/delete' } },
    ]);
    expect(ec2.snapshots).toHaveLength(2);
  });

  it('does not count the snapshot of another plan', async () => {
    ec2.snapshots = [{ id: 'snap-2', volume: 'vol-1', tags: { 'cloudops.dev/plan': `pln_${'1'.repeat(64)}` } }];
    const { change, input, context, observe } = stage(ec2, 'volume-delete', { resource: 'vol-1' });
    expect(await change.doChange(input, await observe(), context)).toMatchObject({ reason: { kind: 'invalid' } });
    expect(ec2.volumes).toHaveLength(1);
  });

  it('leaves an attached volume alone', async () => {
    ec2.volumes = [{ id: 'vol-1', size: 100, instance: 'i-1' }];
    const { change, input, context } = stage(ec2, 'volume-delete', { resource: 'vol-1' });
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: 'vol-1 is attached to i-1' },
    });
  });
});

describe('changing a volume', () => {
  it('makes a gp2 volume the gp3 that does the same, and goes back', async () => {
    ec2.volumes = [{ id: 'vol-1', size: 1200, type: 'gp2', iops: 3600, instance: 'i-1' }];
    const { change, input, context, observe } = stage(ec2, 'volume-modify', { resource: 'vol-1' });
    const before = await observe();
    expect(before.objects[0]?.effects[0]).toBe('type: gp2 → gp3 (3600 IOPS, 250 MiB/s), while it is in use');
    expect(before.monthly_cents).toBeLessThan(0);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    expect(ec2.sent()).toEqual(['ModifyVolume?', 'ModifyVolume', 'ModifyVolume']);
  });

  it('is in place for gp3, refused for what gp3 is not, and stale when it changed', async () => {
    const modify = stage(ec2, 'volume-modify', { resource: 'vol-1' });
    expect(await modify.observe()).toMatchObject({ in_place: true, monthly_cents: 0 });
    ec2.volumes = [{ id: 'vol-1', size: 500, type: 'st1' }];
    expect(await modify.change.doObserve(modify.input, modify.context)).toMatchObject({ reason: { kind: 'invalid' } });
    ec2.volumes = [{ id: 'vol-1', size: 100, type: 'gp2' }];
    const before = await modify.observe();
    ec2.volumes = [{ id: 'vol-1', size: 200, type: 'gp2' }];
    expect(await modify.change.doChange(modify.input, before, modify.context)).toMatchObject({
      reason: { kind: 'stale' },
    });
  });
});

describe('every removal', () => {
  it.each(removalKinds.map((kind) => [kind.name, kind] as const))('%s refuses hostile ids before any call', (name) => {
    for (const resource of ['', '*', '../x', 'a b', 'x\u001b[2J', `${'a'.repeat(300)}`, 'vol-1,vol-2', 'x;y'])
      expect(() => stage(ec2, name, { resource })).toThrow();
    expect(ec2.sent(true)).toEqual([]);
  });

  it.each(removalKinds.map((kind) => [kind.name, kind] as const))(
    '%s names the one that it removes in its rights',
    (name, kind) => {
      const { action, input } = stage(ec2, name, {
        resource: kind.example,
        account: '111122223333',
        region: 'eu-west-1',
      });
      const writes = action.permissions(input).filter(({ verb }) => !/:(?:Describe|Get|List)/.test(verb));
      expect(writes.some(({ resource }) => resource.includes(kind.example))).toBe(true);
      expect(writes.filter(({ resource }) => resource === '*')).toEqual([]);
    },
  );

  it('says of what cannot come back that it cannot', async () => {
    const { change, input, context, observe } = stage(ec2, 'snapshot-delete', { resource: 'snap-1' });
    const before = await observe();
    expect(before.undo).toBeNull();
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doUndo(input, before, context)).toMatchObject({ reason: { kind: 'invalid' } });
  });
});
