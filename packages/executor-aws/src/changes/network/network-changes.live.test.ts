import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LiveChange, type MotoStage, startMotoStage } from '../__fixtures__/moto-stage.ts';

const planId = `pln_${'0'.repeat(64)}`;
let moto: MotoStage;

beforeAll(async () => {
  moto = await startMotoStage();
});
afterAll(() => moto?.stop());
beforeEach(() => moto.testbed.enforceIam(false));
afterEach(() => moto.closeProviders());

interface Zone {
  readonly subnet: string;
  readonly nat: string;
}

async function createZone(vpc: string, letter: string, position: number): Promise<Zone> {
  const where = { VpcId: vpc, AvailabilityZone: `eu-west-1${letter}`, CidrBlock: `10.9.${position}.0/24` };
  const { Subnet } = await moto.owner.createSubnet(where);
  const { AllocationId = '' } = await moto.owner.allocateAddress({ Domain: 'vpc' });
  const subnet = Subnet?.SubnetId ?? '';
  const { NatGateway } = await moto.owner.createNatGateway({ SubnetId: subnet, AllocationId });
  return { subnet, nat: NatGateway?.NatGatewayId ?? '' };
}

/** A network of two zones, each with a NAT gateway, and a table of zone b that leads to that of zone a. */
async function createNetwork(): Promise<{ readonly vpc: string; readonly table: string; readonly local: string }> {
  const { Vpc } = await moto.owner.createVpc({ CidrBlock: '10.9.0.0/16' });
  const vpc = Vpc?.VpcId ?? '';
  const a = await createZone(vpc, 'a', 1);
  const b = await createZone(vpc, 'b', 2);
  const { RouteTable } = await moto.owner.createRouteTable({ VpcId: vpc });
  const table = RouteTable?.RouteTableId ?? '';
  await moto.owner.associateRouteTable({ RouteTableId: table, SubnetId: b.subnet });
  await moto.owner.createRoute({ RouteTableId: table, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: a.nat });
  return { vpc, table, local: b.nat };
}

/** Without the dry run: for these operations moto does what it is only asked about. */
async function makeAndTakeBack({ change, input, context, observe }: LiveChange): Promise<void> {
  const before = await observe();
  const versions = before.objects.map(({ version }) => version);
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
  expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
  expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
}

describe('a network against moto', () => {
  it('has a route moved to the NAT gateway of its zone and back, with the rights that it states', async () => {
    const { table, local } = await createNetwork();
    const staged = await moto.withLeastRights('nat-route-move', { resource: table });
    expect((await staged.observe()).objects[0]?.effects).toEqual([expect.stringContaining(`→ ${local}`)]);
    await makeAndTakeBack(staged);
  });

  it('has gateway endpoints made and taken away, with the rights that it states', async () => {
    const { vpc } = await createNetwork();
    const change = { id: 'run_1/add', planId };
    await makeAndTakeBack(await moto.withLeastRights('gateway-endpoint-add', { resource: vpc }, { change }));
    const { VpcEndpoints = [] } = await moto.asOwner(() =>
      moto.owner.describeVpcEndpoints({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
    );
    expect(VpcEndpoints.filter(({ State }) => !['deleted', 'deleting'].includes(String(State).toLowerCase()))).toEqual(
      [],
    );
  });

  it('has a table added to an endpoint that is there, and taken from it', async () => {
    const { vpc } = await createNetwork();
    for (const service of ['s3', 'dynamodb'])
      await moto.owner.createVpcEndpoint({
        ...{ VpcId: vpc, ServiceName: `com.amazonaws.eu-west-1.${service}`, VpcEndpointType: 'Gateway' },
      });
    const change = { id: 'run_2/add', planId };
    await makeAndTakeBack(await moto.withLeastRights('gateway-endpoint-add', { resource: vpc }, { change }));
  });
});
