import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.groups = [{ id: 'sg-1' }, { id: 'sg-2' }, { id: 'sg-9', name: 'cloudops-isolation' }];
  ec2.instances = [{ id: 'i-1', state: 'running', groups: { 'eni-1': ['sg-2', 'sg-1'], 'eni-2': ['sg-1'] } }];
});
afterEach(() => ec2.close());

function contain(given: object = {}): StagedChange {
  return stage(ec2, 'ec2-contain', { instance: 'i-1', ...given });
}

function groupsNow(): unknown {
  return ec2.instances[0]?.groups;
}

describe('observing a containment', () => {
  it('names each interface and its groups, and takes the network’s isolation group', async () => {
    const before = await contain().observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    expect(before).toMatchObject({ blast_radius: 3, in_place: false });
    expect(before.objects.map(({ resource, effects }) => [resource.kind, resource.name, effects[0]])).toEqual([
      ['NetworkInterface', 'eni-1', 'security groups: sg-1, sg-2 → sg-9'],
      ['NetworkInterface', 'eni-2', 'security groups: sg-1 → sg-9'],
    ]);
    expect(before.objects[0]?.effects.at(-1)).toContain('may go on until they end');
  });

  it('tells what the group still lets through, and refuses one that lets everybody through', async () => {
    ec2.rules = [{ id: 'sgr-1', group: 'sg-9', from: 22, cidr: '10.9.0.0/16', description: 'forensics' }];
    expect((await contain().observe()).objects[0]?.effects[1]).toBe(
      'still let through: sgr-1 tcp 22 from 10.9.0.0/16 (forensics)',
    );
    ec2.rules = [{ id: 'sgr-2', group: 'sg-9', egress: true, protocol: '-1', cidr: '0.0.0.0/0' }];
    const { change, input, context } = contain();
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('sg-9 does not isolate') },
    });
  });

  it.each([
    ['no isolation group', () => (ec2.groups = []), {}, 'no security group named cloudops-isolation'],
    [
      'a group of another network',
      () => (ec2.groups = [{ id: 'sg-9', vpc: 'vpc-2' }]),
      { group: 'sg-9' },
      'vpc-1 has no',
    ],
    ['a member of an Auto Scaling group', () => scale(), {}, 'which would replace it'],
  ])('is refused for %s', async (_name, set, given, words) => {
    set();
    const { change, input, context } = contain(given);
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining(words) },
    });
  });

  it('is in place when it is isolated', async () => {
    ec2.instances = [{ id: 'i-1', state: 'running', groups: { 'eni-1': ['sg-9'] } }];
    expect(await contain().observe()).toMatchObject({ in_place: true });
  });
});

function scale(): void {
  ec2.members = { 'i-1': 'InService' };
  ec2.instances = [{ id: 'i-1', state: 'running', tags: { 'aws:autoscaling:groupName': 'web' } }];
}

describe('containing', () => {
  it('tests without changing, swaps, verifies, and gives the groups back', async () => {
    const { change, input, context, observe } = contain();
    const before = await observe();
    const groups = groupsNow();
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(groupsNow()).toEqual(groups);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(groupsNow()).toEqual({ 'eni-1': ['sg-9'], 'eni-2': ['sg-9'] });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(groupsNow()).toEqual({ 'eni-1': ['sg-1', 'sg-2'], 'eni-2': ['sg-1'] });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'before', versions: before.objects.map(({ version }) => version) },
    });
  });

  it('is half done when the second interface is denied, and its undo gives the first its groups back', async () => {
    const { change, input, context, observe } = contain();
    const before = await observe();
    ec2.faults = [{ operation: 'ModifyNetworkInterfaceAttribute', code: 'UnauthorizedOperation', after: 1 }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'other', message: '1 of 2 interfaces of i-1 is isolated' },
    });
    expect(await change.doUndo(input, before, context)).toMatchObject({
      output: '1 interface of i-1 got the old groups back',
    });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  });

  it('is stale when groups or interfaces have changed', async () => {
    const { change, input, context, observe } = contain();
    const before = await observe();
    for (const groups of [
      { 'eni-1': ['sg-1'], 'eni-2': ['sg-1'] },
      { 'eni-1': ['sg-1', 'sg-2'] },
      { ...ec2.instances[0]?.groups, 'eni-3': ['sg-1'] },
    ]) {
      ec2.instances = [{ id: 'i-1', state: 'running', groups }];
      expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    }
    expect(ec2.sent()).toEqual([]);
  });

  it('is not healed by an interface that came meanwhile', async () => {
    const { change, input, context, observe } = contain();
    const before = await observe();
    await change.doChange(input, before, context);
    ec2.instances = [
      { id: 'i-1', state: 'running', groups: { 'eni-1': ['sg-9'], 'eni-2': ['sg-9'], 'eni-3': ['sg-1'] } },
    ];
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'not-healed', message: 'i-1 can still be reached by eni-3 (sg-1)' },
    });
  });

  it('leaves an interface that somebody else put elsewhere', async () => {
    const { change, input, context, observe } = contain();
    const before = await observe();
    await change.doChange(input, before, context);
    ec2.instances = [{ id: 'i-1', state: 'running', groups: { 'eni-1': ['sg-7'], 'eni-2': ['sg-9'] } }];
    expect(await change.doUndo(input, before, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('somebody else changed eni-1') },
    });
    expect(groupsNow()).toEqual({ 'eni-1': ['sg-7'], 'eni-2': ['sg-1'] });
  });
});
