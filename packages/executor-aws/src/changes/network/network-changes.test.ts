import { observationSchema } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import { stage } from '../__fixtures__/stage.ts';

const s3 = 'com.amazonaws.eu-west-1.s3';
const dynamodb = 'com.amazonaws.eu-west-1.dynamodb';
const anywhere = '0.0.0.0/0';
let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.zones = { 'subnet-a': 'eu-west-1a', 'subnet-a2': 'eu-west-1a', 'subnet-b': 'eu-west-1b' };
  ec2.nats = { 'nat-1a': 'subnet-a', 'nat-1b': 'subnet-b' };
  ec2.tables = [
    { id: 'rtb-1', subnets: ['subnet-a2'], routes: { [anywhere]: 'nat-1b' } },
    { id: 'rtb-2', subnets: ['subnet-b'], routes: { [anywhere]: 'nat-1b' } },
    { id: 'rtb-3', subnets: [], routes: {} },
  ];
  ec2.endpoints = [{ id: 'vpce-1', service: s3, tables: ['rtb-2'] }];
});
afterEach(() => ec2.close());

describe('adding gateway endpoints', () => {
  it('adds what is missing, and takes away that and nothing else', async () => {
    const { change, input, context, observe } = stage(ec2, 'gateway-endpoint-add', { resource: 'vpc-1' });
    const before = await observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    expect(before.objects[0]?.effects).toEqual([
      `a gateway endpoint for ${dynamodb} serves rtb-1, rtb-2; open connections to it break once`,
      `vpce-1 for ${s3} serves rtb-1; open connections to it break once`,
    ]);
    const world = JSON.stringify(ec2.endpoints);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(JSON.stringify(ec2.endpoints)).toBe(world);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(JSON.stringify(ec2.endpoints)).toBe(world);
    const versions = before.objects.map(({ version }) => version);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
  });

  it('is half done when the second call is denied, and is taken back', async () => {
    const { change, input, context, observe } = stage(ec2, 'gateway-endpoint-add', { resource: 'vpc-1' });
    const before = await observe();
    ec2.faults = [{ operation: 'ModifyVpcEndpoint', code: 'UnauthorizedOperation' }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.endpoints).toHaveLength(1);
  });

  it('is stale when routes have changed, and in place when nothing is missing', async () => {
    const { change, input, context, observe } = stage(ec2, 'gateway-endpoint-add', { resource: 'vpc-1' });
    const before = await observe();
    ec2.tables = ec2.tables.slice(1);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    ec2.endpoints = [...ec2.endpoints, { id: 'vpce-2', service: dynamodb, tables: ['rtb-2'] }];
    expect(await observe()).toMatchObject({ in_place: true });
    expect(ec2.sent()).toEqual([]);
  });
});

describe('moving routes', () => {
  it('leads a table to the NAT gateway of its zone, and back', async () => {
    const { change, input, context, observe } = stage(ec2, 'nat-route-move', { resource: 'rtb-1' });
    const before = await observe();
    expect(before.objects[0]?.effects).toEqual(['0.0.0.0/0: nat-1b → nat-1a; open connections break']);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.sent()).toEqual(['ReplaceRoute?']);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.tables[0]?.routes).toEqual({ [anywhere]: 'nat-1a' });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    const versions = before.objects.map(({ version }) => version);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
  });

  it('is in place, stale, or refused where it does not know the zone', async () => {
    const placed = stage(ec2, 'nat-route-move', { resource: 'rtb-2' });
    expect(await placed.observe()).toMatchObject({ in_place: true });
    const unknown = stage(ec2, 'nat-route-move', { resource: 'rtb-3' });
    expect(await unknown.change.doObserve(unknown.input, unknown.context)).toMatchObject({
      reason: { kind: 'invalid' },
    });
    const { change, input, context, observe } = stage(ec2, 'nat-route-move', { resource: 'rtb-1' });
    const before = await observe();
    ec2.tables = ec2.tables.map((table) => ({ ...table, routes: { [anywhere]: 'nat-9' } }));
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
    expect(ec2.sent()).toEqual([]);
  });
});
