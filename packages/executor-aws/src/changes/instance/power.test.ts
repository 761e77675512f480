import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import type { FakeInstance } from '../__fixtures__/fake-world.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.types = {
    'm5.large': { xml: '' },
    'm5d.large': { xml: '<instanceStorageInfo><totalSizeInGB>75</totalSizeInGB></instanceStorageInfo>' },
    'x9.large': { xml: '' },
  };
});
afterEach(() => ec2.close());

function machine(change: Partial<FakeInstance> = {}): void {
  ec2.instances = [{ id: 'i-1', state: 'running', ...change }];
}

function stop(given: object = {}, options: Parameters<typeof stage>[3] = {}): StagedChange {
  return stage(ec2, 'ec2-stop', { instance: 'i-1', ...given }, options);
}

function stateNow(): string | undefined {
  return ec2.instances[0]?.state;
}

describe('observing a stop', () => {
  it('says what stops, what it saves and what does not come back', async () => {
    machine({ type: 'm5d.large', passingAddress: '203.0.113.9', lifecycle: 'spot' });
    const before = await stop().observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    expect(before.objects[0]).toMatchObject({
      resource: { target: '111122223333', kind: 'Instance', namespace: 'eu-west-1', name: 'i-1' },
      effects: [
        'state: running → stopped',
        'what is on its instance store (75 GB) is lost',
        'its public address 203.0.113.9 is given up; the next start brings another',
        expect.stringContaining('a spot instance'),
        'what it saves is not known: no price for it is',
      ],
    });
    expect(before).toMatchObject({ blast_radius: 1, monthly_cents: 0, in_place: false });
    expect(before.undo).toContain('what was on its instance store and its public address do not come back');
  });

  it('counts what it saves at the prices of its region', async () => {
    machine();
    const before = await stop().observe();
    // m5.large in Ireland: 0.107 USD an hour × 730.
    expect(before.monthly_cents).toBe(-7811);
    expect(before.objects[0]?.effects).toContain('saves $78.11 a month on demand; its volumes are paid for on');
  });

  it.each(['stopped', 'stopping'])('is in place when it is %s', async (state) => {
    machine({ state });
    expect(await stop().observe()).toMatchObject({ in_place: true, monthly_cents: 0, undo: null });
  });

  it.each([
    ['an instance-store root', { root: 'instance-store' }, {}, 'invalid', 'not stopped'],
    ['a terminated instance', { state: 'terminated' }, {}, 'invalid', 'does not come back'],
    ['one that is starting', { state: 'pending' }, {}, 'unavailable', 'is starting'],
    ['hibernation that was not set up', {}, { hibernate: true }, 'invalid', 'cannot hibernate'],
    ['a restart of what is stopped', { state: 'stopped' }, { restarting: true }, 'invalid', 'nothing to restart'],
    [
      'an id that is not there',
      { id: 'i-2' },
      {},
      'not-found',
      'there is no instance i-1 in eu-west-1 of 111122223333',
    ],
  ])('is unknown for %s', async (_name, change, given, kind, words) => {
    machine(change);
    const { change: protocol, input, context } = stop(given);
    expect(await protocol.doObserve(input, context)).toMatchObject({
      status: 'unknown',
      reason: { kind, message: expect.stringContaining(words) },
    });
  });

  it('leaves members of an Auto Scaling group alone, unless they are in standby', async () => {
    machine({ tags: { 'aws:autoscaling:groupName': 'web' } });
    ec2.members = { 'i-1': 'InService' };
    const { change, input, context, observe } = stop();
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('Auto Scaling group web, which would replace it') },
    });
    ec2.members = { 'i-1': 'Standby' };
    expect((await observe()).in_place).toBe(false);
    ec2.members = {};
    expect((await observe()).in_place).toBe(false);
  });

  it.each(['i-1,i-2', 'i-*', '../i-1', 'I-1', 'i-1\u001b[2J', ''])('refuses %j before any call', (instance) => {
    expect(() => stop({ instance })).toThrow();
    expect(ec2.sent(true)).toEqual([]);
  });

  it('gives another version when it is stopped or resized meanwhile, and the same after a restart', async () => {
    machine();
    const version = async (): Promise<string | undefined> => (await stop().observe()).objects[0]?.version;
    const first = await version();
    machine({ passingAddress: '203.0.113.10' });
    expect(await version()).toBe(first);
    machine({ state: 'stopped' });
    expect(await version()).not.toBe(first);
    machine({ type: 'x9.large' });
    expect(await version()).not.toBe(first);
  });

  it('is not healed by an account that cannot be read', async () => {
    machine();
    ec2.faults = [{ operation: 'DescribeInstances', code: 'UnauthorizedOperation', times: 9 }];
    const { change, input, context } = stop();
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'denied', message: expect.stringContaining('not everything could be looked at') },
    });
  });
});

describe('stopping', () => {
  it('tests stop and start first, which changes nothing', async () => {
    machine();
    const { change, input, context, observe } = stop();
    expect(await change.doDryRun(input, await observe(), context)).toMatchObject({
      output: 'EC2 would accept StopInstances, StartInstances (DryRun)',
    });
    expect(ec2.sent()).toEqual(['StopInstances?', 'StartInstances?']);
    expect(stateNow()).toBe('running');
    ec2.faults = [{ operation: 'StartInstances', code: 'UnauthorizedOperation' }];
    expect(await change.doDryRun(input, await observe(), context)).toMatchObject({ reason: { kind: 'denied' } });
  });

  it('stops, waits for it, and its undo starts it again', async () => {
    machine();
    ec2.next = { 'i-1': ['stopping', 'stopping', 'stopping', 'stopped'] };
    const { change, input, context, observe } = stop();
    const before = await observe();
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'healed', message: 'i-1 is stopped' },
    });
    ec2.next = {};
    expect(await change.doUndo(input, before, context)).toMatchObject({ output: 'i-1 is running again' });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'before', versions: [before.objects[0]?.version] },
    });
  });

  it('hibernates where that was asked for', async () => {
    machine({ hibernation: true });
    const { change, input, context, observe } = stop({ hibernate: true });
    await change.doChange(input, await observe(), context);
    expect(ec2.aws.seen.at(-1)?.body).toContain('Hibernate=true');
  });

  it('waits for a stop that is under way before it starts it again', async () => {
    machine();
    const { change, input, context, observe } = stop();
    const before = await observe();
    machine({ state: 'stopping' });
    ec2.next = { 'i-1 pending': ['stopping', 'stopped'] };
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.sent()).toEqual(['StartInstances']);
  });

  it.each([
    ['stopped by somebody', { state: 'stopped' }],
    ['resized by somebody', { type: 'x9.large' }],
    ['gone', { id: 'i-2' }],
  ])('is stale when it was %s', async (_name, now) => {
    machine();
    const { change, input, context, observe } = stop();
    const before = await observe();
    machine(now);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    expect(ec2.sent()).toEqual([]);
  });

  it.each(['terminated', 'shutting-down'])('sees that it is %s, and cannot undo', async (state) => {
    machine();
    const { change, input, context, observe } = stop();
    const before = await observe();
    machine({ state });
    ec2.next = { 'i-1 pending': ['terminated'] };
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'not-healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ reason: { kind: 'invalid' } });
  });

  it('gives up waiting after ten minutes of its clock', async () => {
    machine();
    const { change, input, context, observe } = stop();
    const before = await observe();
    machine({ state: 'stopping' });
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'not-healed', message: 'i-1 is stopping' },
    });
  });

  it('is sent once when its answer is lost, and again after a throttle', async () => {
    machine();
    const { change, input, context, observe } = stop({}, { requestTimeoutMs: 200 });
    const before = await observe();
    ec2.faults = [{ operation: 'StopInstances', code: 'hang', takesEffect: true }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'timeout' } });
    expect(ec2.sent()).toEqual(['StopInstances']);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    machine();
    ec2.faults = [{ operation: 'StopInstances', code: 'RequestLimitExceeded', times: 3 }];
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
  });

  it('says what protects it from stopping', async () => {
    machine();
    const { change, input, context, observe } = stop();
    const before = await observe();
    ec2.faults = [{ operation: 'StopInstances', code: 'OperationNotPermitted' }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  });
});
