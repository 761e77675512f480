import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.groups = [{ id: 'sg-1', name: 'old', description: 'of old', tags: { team: 'ops' } }];
  ec2.rules = [
    { id: 'sgr-1', group: 'sg-1', from: 22, cidr: '10.0.0.0/8', description: 'office' },
    { id: 'sgr-2', group: 'sg-1', from: 0, to: 65_535, other: 'sg-1' },
  ];
});
afterEach(() => ec2.close());

function remove(): StagedChange {
  return stage(ec2, 'sg-delete', { group_id: 'sg-1' });
}

describe('deleting a group', () => {
  it('tests, deletes, verifies, and makes a like group with its rules, its own references among them', async () => {
    const { change, input, context, observe } = remove();
    const before = await observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    expect(before.objects[0]?.effects).toEqual([
      'deleted: old of vpc-1, with 2 rules',
      'goes with it: sgr-1 tcp 22 from 10.0.0.0/8 (office)',
      'goes with it: sgr-2 tcp 0-65535 from sg-1',
    ]);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.groups).toHaveLength(1);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'after', versions: ['gone'] },
    });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    const versions = before.objects.map(({ version }) => version);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
    const [again] = ec2.groups;
    expect(again).toMatchObject({ name: 'old', description: 'of old', tags: { team: 'ops' } });
    expect(ec2.rules.map(({ group, other }) => [group, other])).toEqual([
      [again?.id, undefined],
      [again?.id, again?.id],
    ]);
  });

  it('finds the like group that an undo made whose answer was lost', async () => {
    const { change, input, context, observe } = remove();
    const before = await observe();
    await change.doChange(input, before, context);
    ec2.faults = [{ operation: 'CreateSecurityGroup', code: 'cut', takesEffect: true }];
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'unknown' });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  });

  it('leaves a group of that name that somebody else made', async () => {
    const { change, input, context, observe } = remove();
    const before = await observe();
    await change.doChange(input, before, context);
    ec2.groups = [{ id: 'sg-8', name: 'old', description: 'of others' }];
    ec2.rules = [{ id: 'sgr-9', group: 'sg-8', from: 443, cidr: '0.0.0.0/0' }];
    expect(await change.doUndo(input, before, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('somebody else made sg-8') },
    });
    expect(ec2.rules).toHaveLength(1);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
  });

  it.each([
    ['on an interface', () => (ec2.interfaces = [{ id: 'eni-1', groups: ['sg-1'] }]), 'is on 1 interfaces'],
    ['referred to', () => refer(), 'rules of sg-2 refer to sg-1'],
    ['the default one', () => (ec2.groups = [{ id: 'sg-1', name: 'default' }]), 'cannot be deleted'],
  ])('is refused for one that is %s', async (_name, set, words) => {
    set();
    const { change, input, context } = remove();
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining(words) },
    });
  });

  it('is stale when the group has changed, or is in use by now', async () => {
    const { change, input, context, observe } = remove();
    const before = await observe();
    ec2.faults = [{ operation: 'DeleteSecurityGroup', code: 'DependencyViolation' }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    ec2.rules = ec2.rules.slice(1);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    expect(ec2.sent()).toEqual(['DeleteSecurityGroup']);
  });
});

function refer(): void {
  ec2.groups = [...ec2.groups, { id: 'sg-2' }];
  ec2.rules = [...ec2.rules, { id: 'sgr-5', group: 'sg-2', from: 80, other: 'sg-1' }];
}
