import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.instances = [{ id: 'i-1', state: 'running' }];
  ec2.volumes = [
    { id: 'vol-1', size: 100, instance: 'i-1' },
    { id: 'vol-2', size: 50, instance: 'i-1' },
    { id: 'vol-3', size: 10, instance: 'i-2' },
  ];
});
afterEach(() => ec2.close());

function snapshot(): StagedChange {
  return stage(ec2, 'ec2-snapshot', { instance: 'i-1' });
}

describe('taking snapshots', () => {
  it('takes one of each volume, finds them by the mark of the change, and keeps them', async () => {
    const { change, input, context, observe } = snapshot();
    const before = await observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    // 150 GiB at 0.05 USD.
    expect(before).toMatchObject({ monthly_cents: 750, blast_radius: 2, undo: null });
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.snapshots).toEqual([]);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    const versions = before.objects.map(({ version }) => version);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after', versions } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(ec2.snapshots.map(({ tags }) => tags['cloudops.dev/change'])).toEqual(['run_1/step', 'run_1/step']);
    expect(await change.doUndo(input, before, context)).toMatchObject({ reason: { kind: 'invalid' } });
    expect(ec2.snapshots).toHaveLength(2);
  });

  it('is found done when the answer was lost, and does not count what another change took', async () => {
    const { change, input, context, observe } = snapshot();
    const before = await observe();
    ec2.snapshots = [{ id: 'snap-9', volume: 'vol-1', tags: { 'cloudops.dev/change': 'run_0/step' } }];
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    ec2.faults = [{ operation: 'CreateSnapshots', code: 'cut', takesEffect: true }];
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  });

  it('is stale with other volumes, and not healed by a snapshot that failed', async () => {
    const { change, input, context, observe } = snapshot();
    const before = await observe();
    const volumes = ec2.volumes;
    ec2.volumes = volumes.slice(1);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    ec2.volumes = volumes;
    await change.doChange(input, before, context);
    ec2.snapshots = ec2.snapshots.map((one, index) => (index === 0 ? { ...one, state: 'error' } : one));
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('no good snapshot of vol-1') },
    });
  });
});
