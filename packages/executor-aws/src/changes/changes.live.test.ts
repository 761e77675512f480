import type { Filter, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MotoStage, makeAndTakeBack, startMotoStage } from './__fixtures__/moto-stage.ts';

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

const anyone = '0.0.0.0/0';
let made = 0;

/** A group with rules of every kind that there is. */
async function createRules(): Promise<{ group: string; ids: readonly string[] }> {
  made += 1;
  const group = await moto.createGroup(`web-${made}`);
  const other = await moto.createGroup(`app-${made}`);
  const tags = [{ ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'team', Value: 'ops' }] }];
  const port = (from: number): { IpProtocol: string; FromPort: number; ToPort: number } => ({
    ...{ IpProtocol: 'tcp', FromPort: from, ToPort: from },
  });
  await moto.owner.authorizeSecurityGroupIngress({
    ...{ GroupId: group, TagSpecifications: tags },
    IpPermissions: [{ ...port(22), IpRanges: [{ CidrIp: anyone, Description: 'for all' }] }],
  });
  await moto.owner.authorizeSecurityGroupIngress({
    GroupId: group,
    IpPermissions: [
      { ...port(443), Ipv6Ranges: [{ CidrIpv6: '::/0', Description: 'six' }] },
      { ...port(5432), UserIdGroupPairs: [{ GroupId: other, Description: 'from the app' }] },
    ],
  });
  const rules = await rulesOf(group);
  return { group, ids: rules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId) };
}

async function rulesOf(group: string): Promise<readonly SecurityGroupRule[]> {
  const Filters: Filter[] = [{ Name: 'group-id', Values: [group] }];
  return (await moto.owner.describeSecurityGroupRules({ Filters })).SecurityGroupRules ?? [];
}

/** What a rule says, whatever its id. */
async function contentOf(group: string): Promise<readonly string[]> {
  const rules = await moto.asOwner(() => rulesOf(group));
  return rules.map(({ SecurityGroupRuleId: _id, SecurityGroupRuleArn: _arn, ...rule }) => JSON.stringify(rule)).sort();
}

/** Of a type that needs nothing that moto's images lack, on Linux. */
async function launch(networkInterface: string): Promise<string> {
  const { Images = [] } = await moto.owner.describeImages({ Filters: [{ Name: 'architecture', Values: ['x86_64'] }] });
  const linux = Images.find(({ Platform, RootDeviceType }) => Platform === undefined && RootDeviceType === 'ebs');
  const { Instances = [] } = await moto.owner.runInstances({
    ...{ ImageId: linux?.ImageId ?? '', InstanceType: 'm4.large', MinCount: 1, MaxCount: 1 },
    NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: networkInterface }],
  });
  return Instances[0]?.InstanceId ?? '';
}

/** An interface of its own: moto adds the groups of an instance to those of its interfaces. */
async function createInterface(groups: readonly string[]): Promise<string> {
  const { NetworkInterface } = await moto.owner.createNetworkInterface({ SubnetId: moto.subnet, Groups: [...groups] });
  return NetworkInterface?.NetworkInterfaceId ?? '';
}

async function launchIn(name: string): Promise<string> {
  made += 1;
  return launch(await createInterface([await moto.createGroup(`${name}-${made}`)]));
}

async function instance(id: string): Promise<{ state?: string; type?: string; groups: readonly string[] }> {
  const { Reservations = [] } = await moto.asOwner(() => moto.owner.describeInstances({ InstanceIds: [id] }));
  const one = Reservations[0]?.Instances?.[0];
  const groups = (one?.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups.map(({ GroupId = '' }) => GroupId));
  return {
    groups: groups.sort(),
    ...(one?.State?.Name === undefined ? {} : { state: one.State.Name }),
    ...(one?.InstanceType === undefined ? {} : { type: one.InstanceType }),
  };
}

describe('aws.sg-revoke against moto', () => {
  it('needs no more than the rights that it states, and restores rules of every kind', async () => {
    const { group, ids } = await createRules();
    const whole = await contentOf(group);
    await moto.testbed.enforceIam(false);
    const staged = await moto.withLeastRights('sg-revoke', { group_id: group, rule_ids: ids.join(',') });
    const before = await staged.observe();
    expect(await staged.change.doChange(staged.input, before, staged.context)).toMatchObject({ status: 'present' });
    expect(await contentOf(group)).toEqual([]);
    expect(await staged.change.doUndo(staged.input, before, staged.context)).toMatchObject({ status: 'present' });
    expect(await contentOf(group)).toEqual(whole);
    const port = await moto.withLeastRights('sg-revoke', { group_id: group, port: 22 });
    await makeAndTakeBack(moto, port);
    expect(await contentOf(group)).toEqual(whole);
  });

  it('is denied in the test, before anything is done', async () => {
    const { group, ids } = await createRules();
    const given = { group_id: group, rule_ids: ids.join(',') };
    const { verbs } = moto.stage('sg-revoke', given);
    for (const missing of ['ec2:RevokeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupEgress']) {
      const { change, input, context, observe } = moto.stage('sg-revoke', given, {
        credentials: await moto.roleWith(verbs.filter((verb) => verb !== missing)),
      });
      await moto.testbed.enforceIam(true);
      const before = await observe();
      const world = await moto.everything();
      expect(await change.doDryRun(input, before, context)).toMatchObject({
        reason: { kind: 'denied', needs: missing },
      });
      expect(await moto.everything()).toBe(world);
      await moto.testbed.enforceIam(false);
    }
  });

  it('is denied midway, and its undo restores what was done', async () => {
    const { group, ids } = await createRules();
    const whole = await contentOf(group);
    const staged = await moto.withLeastRights('sg-revoke', { group_id: group, rule_ids: ids.join(',') });
    const { change, input, context } = staged;
    const before = await staged.observe();
    await moto.testbed.faults([{ kind: 'denied', operation: 'RevokeSecurityGroupEgress' }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await contentOf(group)).toHaveLength(1);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await contentOf(group)).toEqual(whole);
  });

  it('is tried again after a throttle, and only sent once when the connection breaks', async () => {
    const { group } = await createRules();
    const { change, input, context, observe } = moto.stage('sg-revoke', { group_id: group, port: 22 });
    const before = await observe();
    const operation = 'RevokeSecurityGroupIngress';
    await moto.testbed.faults([{ kind: 'reset', operation }]);
    await moto.testbed.clearRequests();
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
    const sent = (await moto.testbed.requests()).filter((request) => request.operation === operation);
    expect(sent).toMatchObject([{ count: 1, status: 0 }]);
    await moto.testbed.faults([{ kind: 'throttle', operation, times: 2 }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  });

  it('is not healed when somebody puts the rule back', async () => {
    const { group } = await createRules();
    const { change, input, context, observe } = moto.stage('sg-revoke', { group_id: group, port: 22 });
    const before = await observe();
    await change.doChange(input, before, context);
    await moto.owner.authorizeSecurityGroupIngress({
      GroupId: group,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 100, IpRanges: [{ CidrIp: anyone }] }],
    });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'not-healed' } });
  });
});

describe('aws.ec2-stop and aws.ec2-start against moto', () => {
  it('stop and start again, with the rights that they state', async () => {
    const id = await launchIn('stop');
    await makeAndTakeBack(moto, await moto.withLeastRights('ec2-stop', { instance: id }));
    expect(await instance(id)).toMatchObject({ state: 'running' });
    await moto.testbed.enforceIam(false);
    await moto.owner.stopInstances({ InstanceIds: [id] });
    await makeAndTakeBack(moto, await moto.withLeastRights('ec2-start', { instance: id }));
    expect(await instance(id)).toMatchObject({ state: 'stopped' });
  });

  it('are denied in the test when the undo would be', async () => {
    const id = await launchIn('deny');
    const { verbs } = moto.stage('ec2-stop', { instance: id });
    const poorer = await moto.roleWith(verbs.filter((verb) => verb !== 'ec2:StartInstances'));
    const { change, input, context, observe } = moto.stage('ec2-stop', { instance: id }, { credentials: poorer });
    await moto.testbed.enforceIam(true);
    expect(await change.doDryRun(input, await observe(), context)).toMatchObject({
      reason: { kind: 'denied', needs: 'ec2:StartInstances' },
    });
    expect(await instance(id)).toMatchObject({ state: 'running' });
  });

  it('are denied and throttled without a change, and found done when the answer was lost', async () => {
    const id = await launchIn('lost');
    const { change, input, context, observe } = moto.stage('ec2-stop', { instance: id });
    const before = await observe();
    for (const kind of ['denied', 'throttle'] as const) {
      await moto.testbed.faults([{ kind, operation: 'StopInstances' }]);
      expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
      expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    }
    await moto.testbed.faults([{ kind: 'truncated', operation: 'StopInstances' }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  });
});

describe('aws.ec2-resize against moto', () => {
  it('changes the type of a stopped instance, with the rights that it states', async () => {
    const id = await launchIn('size');
    await moto.owner.stopInstances({ InstanceIds: [id] });
    const staged = await moto.withLeastRights('ec2-resize', { instance: id, instance_type: 't2.large' });
    await makeAndTakeBack(moto, staged);
    expect(await instance(id)).toMatchObject({ type: 'm4.large', state: 'stopped' });
  });

  it('is denied without a change, and tried again after a throttle', async () => {
    const id = await launchIn('size');
    await moto.owner.stopInstances({ InstanceIds: [id] });
    const { change, input, context, observe } = moto.stage('ec2-resize', { instance: id, instance_type: 't2.large' });
    const before = await observe();
    const operation = 'ModifyInstanceAttribute';
    await moto.testbed.faults([{ kind: 'denied', operation }]);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await instance(id)).toMatchObject({ type: 'm4.large' });
    await moto.testbed.faults([{ kind: 'throttle', operation, times: 3 }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await instance(id)).toMatchObject({ type: 't2.large' });
  });
});

describe('aws.ec2-contain against moto', () => {
  async function stageContained(): Promise<{ id: string; isolation: string; groups: readonly string[] }> {
    made += 1;
    const isolation = await moto.createGroup(`isolation-${made}`);
    await moto.owner.revokeSecurityGroupEgress({
      GroupId: isolation,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: anyone }] }],
    });
    const groups = [await moto.createGroup(`contain-${made}`), await moto.createGroup(`more-${made}`)];
    const id = await launch(await createInterface(groups));
    return { id, isolation, groups: groups.sort() };
  }

  it('swaps the groups and gives them back, with the rights that it states', async () => {
    const { id, isolation, groups } = await stageContained();
    await makeAndTakeBack(moto, await moto.withLeastRights('ec2-contain', { instance: id, group: isolation }));
    expect((await instance(id)).groups).toEqual(groups);
  });

  it('is denied midway, and its undo gives back what it took', async () => {
    const { id, isolation, groups } = await stageContained();
    const NetworkInterfaceId = await createInterface(groups);
    await moto.owner.attachNetworkInterface({ NetworkInterfaceId, InstanceId: id, DeviceIndex: 1 });
    const { change, input, context, observe } = moto.stage('ec2-contain', { instance: id, group: isolation });
    const before = await observe();
    expect(before.objects).toHaveLength(2);
    const operation = 'ModifyNetworkInterfaceAttribute';
    await moto.testbed.faults([{ kind: 'denied', operation, after: 1 }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
    await moto.testbed.faults([{ kind: 'throttle', operation, times: 2 }]);
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    expect((await instance(id)).groups).toEqual([...groups, ...groups].sort());
  });

  it('refuses the default egress of a new group', async () => {
    const { id } = await stageContained();
    const open = await moto.createGroup(`open-${made}`);
    const { change, input, context } = moto.stage('ec2-contain', { instance: id, group: open });
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('does not isolate') },
    });
  });
});
