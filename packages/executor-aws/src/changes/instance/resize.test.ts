import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import type { FakeInstance } from '../__fixtures__/fake-world.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';

let ec2: FakeEc2;

interface Traits {
  readonly architecture?: string;
  readonly ena?: string;
  readonly nvme?: string;
  readonly interfaces?: number;
  readonly store?: number;
}

function traits({ architecture = 'x86_64', ena = 'supported', nvme = 'supported', interfaces = 4, store }: Traits): {
  xml: string;
} {
  const storage =
    store === undefined ? '' : `<instanceStorageInfo><totalSizeInGB>${store}</totalSizeInGB></instanceStorageInfo>`;
  const xml = `<processorInfo><supportedArchitectures><item>${architecture}</item></supportedArchitectures></processorInfo><networkInfo><enaSupport>${ena}</enaSupport><maximumNetworkInterfaces>${interfaces}</maximumNetworkInterfaces></networkInfo><ebsInfo><nvmeSupport>${nvme}</nvmeSupport></ebsInfo><supportedRootDeviceTypes><item>ebs</item></supportedRootDeviceTypes>${storage}`;
  return { xml };
}

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.types = {
    'm4.large': traits({}),
    'm5.large': traits({ ena: 'required', nvme: 'required' }),
    'm5.xlarge': traits({}),
    'm6g.large': traits({ architecture: 'arm64' }),
    't3.nano': traits({ interfaces: 1 }),
    'm5d.large': traits({ store: 75 }),
  };
});
afterEach(() => ec2.close());

function machine(change: Partial<FakeInstance> = {}): void {
  ec2.instances = [{ id: 'i-1', state: 'stopped', type: 'm4.large', ...change }];
}

function resize(given: object = {}): StagedChange {
  return stage(ec2, 'ec2-resize', { instance: 'i-1', instance_type: 'm5.large', ...given });
}

describe('observing a change of type', () => {
  it('says the types, what changes for its system, and what it costs', async () => {
    machine();
    const before = await resize({ restarting: true }).observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    // m4.large 0.111 and m5.large 0.107 USD an hour in Ireland, × 730.
    expect(before).toMatchObject({
      monthly_cents: -292,
      in_place: false,
      objects: [
        {
          effects: [
            'type: m4.large → m5.large',
            'its disks become NVMe devices: its system needs the drivers, and mounts by id or label',
            'saves $2.92 a month on demand while it runs',
          ],
        },
      ],
    });
  });

  it('adds nothing to the bill of what stays stopped', async () => {
    machine({ type: 'm5.large' });
    const before = await resize({ instance_type: 'm5.xlarge' }).observe();
    expect(before).toMatchObject({
      monthly_cents: 0,
      objects: [{ effects: expect.arrayContaining(['costs $78.11 a month on demand more while it runs']) }],
    });
  });

  it.each([
    ['a running instance', { state: 'running' }, {}, 'only a stopped instance'],
    ['another architecture', {}, { instance_type: 'm6g.large' }, 'made for x86_64, and m6g.large is arm64'],
    ['an instance without ENA', { ena: false }, {}, 'needs enhanced networking'],
    [
      'too many interfaces',
      { groups: { 'eni-1': ['sg-1'], 'eni-2': ['sg-1'] } },
      { instance_type: 't3.nano' },
      'takes 1',
    ],
    ['a type that is none', {}, { instance_type: 'm99.large' }, 'has no instance type m99.large'],
    ['a spot instance', { lifecycle: 'spot' }, {}, 'is a spot instance'],
    ['a type without a price', {}, { instance_type: 'm5d.large' }, 'what m5d.large with Linux/UNIX costs is not known'],
  ])('is refused for %s', async (_name, change, given, words) => {
    machine(change);
    const { change: protocol, input, context } = resize(given);
    expect(await protocol.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining(words) },
    });
    expect(ec2.sent()).toEqual([]);
  });

  it.each(['m5', 'm5.large;', '../m5.large', 'M5.large', 'm5.large\u001b[2J'])('refuses %j before any call', (type) => {
    expect(() => resize({ instance_type: type })).toThrow();
    expect(ec2.sent(true)).toEqual([]);
  });

  it('is in place when it has the type', async () => {
    machine({ type: 'm5.large' });
    expect(await resize().observe()).toMatchObject({ in_place: true, undo: null });
  });
});

describe('changing the type', () => {
  it('tests, changes, verifies, and goes back', async () => {
    machine();
    const { change, input, context, observe } = resize();
    const before = await observe();
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.instances[0]?.type).toBe('m4.large');
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ output: 'i-1 is m4.large again' });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'before', versions: [before.objects[0]?.version] },
    });
  });

  it.each([
    ['started', { state: 'running' }],
    ['resized', { type: 'm5.xlarge' }],
    ['gone', { id: 'i-2' }],
  ])('is stale when it was %s', async (_name, now) => {
    machine();
    const { change, input, context, observe } = resize();
    const before = await observe();
    machine(now);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    expect(ec2.sent()).toEqual([]);
  });

  it('leaves a type that somebody else gave it, and one that runs', async () => {
    machine();
    const { change, input, context, observe } = resize();
    const before = await observe();
    machine({ type: 'm5.xlarge' });
    expect(await change.doUndo(input, before, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('somebody else') },
    });
    machine({ type: 'm5.large', state: 'running' });
    expect(await change.doUndo(input, before, context)).toMatchObject({ reason: { kind: 'invalid' } });
    expect(ec2.sent()).toEqual([]);
  });

  it('is denied, and then nothing was done', async () => {
    machine();
    const { change, input, context, observe } = resize();
    const before = await observe();
    ec2.faults = [{ operation: 'ModifyInstanceAttribute', code: 'UnauthorizedOperation' }];
    expect(await change.doChange(input, before, context)).toMatchObject({
      reason: { kind: 'denied', needs: 'ec2:ModifyInstanceAttribute' },
    });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  });
});

describe('a restart with a change of type between', () => {
  it('keeps each step’s version while the others are made, and goes back step by step', async () => {
    machine({ state: 'running' });
    const steps = [
      stage(ec2, 'ec2-stop', { instance: 'i-1', restarting: true }),
      resize({ restarting: true }),
      stage(ec2, 'ec2-start', { instance: 'i-1', restarting: true }),
    ];
    const planned = await Promise.all(steps.map(({ observe }) => observe()));
    expect(planned.map(({ in_place }) => in_place)).toEqual([false, false, false]);
    expect(planned.map(({ monthly_cents }) => monthly_cents)).toEqual([0, -292, 0]);
    for (const [index, { change, input, context, observe }] of steps.entries()) {
      const before = await observe();
      expect(before.objects[0]?.version).toBe(planned[index]?.objects[0]?.version);
      expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
      expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    }
    expect(ec2.instances[0]).toMatchObject({ state: 'running', type: 'm5.large' });
    for (const [index, { change, input, context }] of [...steps.entries()].reverse()) {
      const before = planned[index];
      if (before === undefined) continue;
      expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
      expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    }
    expect(ec2.instances[0]).toMatchObject({ state: 'running', type: 'm4.large' });
  });
});
