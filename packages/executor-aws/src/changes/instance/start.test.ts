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

function start(given: object = {}, options: Parameters<typeof stage>[3] = {}): StagedChange {
  return stage(ec2, 'ec2-start', { instance: 'i-1', ...given }, options);
}

describe('starting', () => {
  it('says what it costs, and is undone by a stop', async () => {
    machine({ state: 'stopped' });
    const { change, input, context, observe } = start();
    const before = await observe();
    expect(before).toMatchObject({
      monthly_cents: 7811,
      undo: 'It is stopped again.',
      objects: [{ effects: ['state: stopped → running', 'costs $78.11 a month on demand while it runs'] }],
    });
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ output: 'i-1 is stopped again' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  });

  it.each([
    ['a type', { type: 'x9.large' }],
    ['a licence', { platform: 'Windows' }],
  ])('does not guess what %s costs that has no price', async (_name, change) => {
    machine({ state: 'stopped', ...change });
    const { change: protocol, input, context } = start();
    expect(await protocol.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', needs: expect.stringContaining('accept_unknown_cost') },
    });
    const accepted = await start({ accept_unknown_cost: true }).observe();
    expect(accepted.monthly_cents).toBe(0);
    expect(accepted.objects[0]?.effects[1]).toContain('not known, and counts as nothing');
  });

  it.each(['running', 'pending'])('is in place when it is %s', async (state) => {
    machine({ state });
    expect(await start().observe()).toMatchObject({ in_place: true, monthly_cents: 0 });
  });

  it('is for later while it runs, where an earlier step stops it', async () => {
    machine();
    const { change, input, context, observe } = start({ restarting: true });
    const before = await observe();
    expect(before).toMatchObject({ in_place: false, monthly_cents: 0 });
    machine({ state: 'stopped', type: 'x9.large' });
    expect((await observe()).objects[0]?.version).toBe(before.objects[0]?.version);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
  });

  it('is not healed when it goes back to stopped, or a check fails', async () => {
    machine({ state: 'stopped' });
    const { change, input, context, observe } = start();
    const before = await observe();
    ec2.next = { 'i-1': ['pending', 'stopped'] };
    await change.doChange(input, before, context);
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('stopped and not running') },
    });
    machine();
    ec2.checks = { system: 'ok', instance: 'impaired' };
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('instance check impaired') },
    });
    ec2.checks = { system: 'ok', instance: 'initializing' };
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'not-healed' } });
  });

  it('is unknown, and not stale, where there is no room for it', async () => {
    machine({ state: 'stopped' });
    const { change, input, context, observe } = start();
    const before = await observe();
    ec2.faults = [{ operation: 'StartInstances', code: 'InsufficientInstanceCapacity', status: 500 }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'unavailable' } });
    expect(ec2.sent()).toEqual(['StartInstances']);
  });
});

describe('the rights of stopping and starting', () => {
  it('are narrowed to the instance, and are all that the calls need', async () => {
    machine();
    const { action, change, input, context, observe } = stop();
    const before = await observe();
    await change.doDryRun(input, before, context);
    await change.doChange(input, before, context);
    await change.doVerify(input, before, context);
    await change.doUndo(input, before, context);
    const rights = action.permissions(input);
    expect(rights).toContainEqual({ verb: 'ec2:StopInstances', resource: 'arn:*:ec2:*:*:instance/i-1' });
    const verbs = rights.map(({ verb }) => verb.split(':')[1]);
    for (const sent of ec2.sent(true)) expect(verbs).toContain(sent.replace('?', ''));
  });
});
