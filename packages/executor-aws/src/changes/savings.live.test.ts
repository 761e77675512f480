import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MotoStage, makeAndTakeBack, startMotoStage, testAndMake } from './__fixtures__/moto-stage.ts';

const planId = `pln_${'0'.repeat(64)}`;
let moto: MotoStage;

beforeAll(async () => {
  moto = await startMotoStage();
});
afterAll(() => moto?.stop());
beforeEach(() => moto.testbed.enforceIam(false));
afterEach(async () => {
  await moto.testbed.faults([]);
  await moto.closeProviders();
});

async function createVolume(type: 'gp2' | 'gp3', tag: string): Promise<string> {
  const { VolumeId = '' } = await moto.owner.createVolume({
    ...{ AvailabilityZone: 'eu-west-1a', Size: 100, VolumeType: type },
    TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value: tag }] }],
  });
  return VolumeId;
}

describe('savings against moto', () => {
  it('releases an address and gets it back, with the rights that it states', async () => {
    const { AllocationId = '', PublicIp = '' } = await moto.owner.allocateAddress({ Domain: 'vpc' });
    const staged = await moto.withLeastRights('address-release', { resource: AllocationId });
    await makeAndTakeBack(moto, staged);
    const { Addresses = [] } = await moto.asOwner(() => moto.owner.describeAddresses({ PublicIps: [PublicIp] }));
    expect(Addresses).toHaveLength(1);
    expect(Addresses[0]?.AllocationId).not.toBe(AllocationId);
  });

  it('takes a snapshot, deletes the volume, and makes a like one', async () => {
    const resource = await createVolume('gp3', 'ops');
    const mark = (step: string): { change: { id: string; planId: string } } => ({
      change: { id: `run_1/${step}`, planId },
    });
    const removal = await moto.withLeastRights('volume-delete', { resource }, mark('delete'));
    const before = await removal.observe();
    expect(await removal.change.doChange(removal.input, before, removal.context)).toMatchObject({
      reason: { kind: 'invalid' },
    });
    await moto.testbed.enforceIam(false);
    await testAndMake(moto, await moto.withLeastRights('volume-snapshot', { resource }, mark('snapshot')));
    await makeAndTakeBack(moto, removal);
    const Filters = [{ Name: 'tag:team', Values: ['ops'] }];
    const { Volumes = [] } = await moto.asOwner(() => moto.owner.describeVolumes({ Filters }));
    expect(Volumes).toMatchObject([{ Size: 100, VolumeType: 'gp3' }]);
  });

  it('changes a volume’s type, and is denied and throttled without a change', async () => {
    const resource = await createVolume('gp2', 'db');
    const { change, input, context, observe } = await moto.withLeastRights('volume-modify', { resource });
    const before = await observe();
    for (const kind of ['denied', 'throttle'] as const) {
      await moto.testbed.faults([{ kind, operation: 'ModifyVolume', times: 4 }]);
      expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
      expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    }
    await moto.testbed.faults([]);
    await moto.testbed.enforceIam(false);
    await makeAndTakeBack(moto, await moto.withLeastRights('volume-modify', { resource }));
  });

  it('deletes a snapshot, with the rights that it states', async () => {
    const { SnapshotId = '' } = await moto.owner.createSnapshot({ VolumeId: await createVolume('gp3', 'snap') });
    await testAndMake(moto, await moto.withLeastRights('snapshot-delete', { resource: SnapshotId }));
  });

  it('takes snapshots of an instance, found by the mark of the change', async () => {
    const { Images = [] } = await moto.owner.describeImages({});
    const linux = Images.find(({ Platform, RootDeviceType }) => Platform === undefined && RootDeviceType === 'ebs');
    const launch = { ImageId: linux?.ImageId ?? '', InstanceType: 'm4.large', MinCount: 1, MaxCount: 1 } as const;
    const { Instances = [] } = await moto.owner.runInstances(launch);
    const instance = Instances[0]?.InstanceId ?? '';
    await testAndMake(
      moto,
      await moto.withLeastRights('ec2-snapshot', { instance }, { change: { id: 'run_7/a', planId } }),
    );
  });
});

describe('aws.sg-delete against moto', () => {
  it('deletes a group and makes a like one, with the rights that it states', async () => {
    const group = await moto.createGroup('unused');
    await moto.owner.authorizeSecurityGroupIngress({
      GroupId: group,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'office' }] },
      ],
    });
    await makeAndTakeBack(moto, await moto.withLeastRights('sg-delete', { group_id: group }));
  });

  it('refuses a group that is in use', async () => {
    const group = await moto.createGroup('used');
    await moto.owner.createNetworkInterface({ SubnetId: moto.subnet, Groups: [group] });
    const { change, input, context } = moto.stage('sg-delete', { group_id: group });
    expect(await change.doObserve(input, context)).toMatchObject({ reason: { kind: 'invalid' } });
  });
});
