import { EC2, type Filter, type SecurityGroupRule } from '@aws-sdk/client-ec2';
import type { ActionContext, ChangeProtocol, Evidence, Observation } from '@cloudops/spec';
import { type AwsCredentials, type AwsTestbed, startAwsTestbed } from '@cloudops/testbed';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAwsProvider } from '../provider.ts';
import { createContext } from './__fixtures__/stage.ts';

const account = '111122223333';
const region = 'eu-west-1';
const place = { account, region };

let testbed: AwsTestbed;
let owner: EC2;
let administrator: AwsCredentials;
let subnet: string;
let network: string;

interface Staged {
  readonly change: ChangeProtocol;
  readonly input: unknown;
  readonly context: ActionContext;
  readonly verbs: readonly string[];
  observe(): Promise<Observation>;
}

const closers: (() => Promise<void>)[] = [];

function stage(name: string, given: object, credentials: AwsCredentials = administrator): Staged {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  const provider = createAwsProvider({
    version: '1.0.0',
    endpoint: testbed.endpoint,
    baseCredentials: () => async () => keys,
    regions: [region],
    environment: {},
  });
  closers.push(() => provider.close());
  const action = provider.actions.find((one) => one.name === name);
  if (action?.change === undefined) throw new RangeError(`no change ${name}`);
  const { change } = action;
  const input = action.input.parse({ ...place, ...given });
  // Nothing of moto takes time: nobody waits.
  const context = createContext({ signal: AbortSignal.timeout(60_000) });
  return {
    ...{ change, input, context },
    verbs: action.permissions(input).map(({ verb }) => verb),
    observe: async () => outputOf(await change.doObserve(input, context)),
  };
}

function outputOf<Output>(evidence: Evidence<Output>): Output {
  if (evidence.status === 'present') return evidence.output;
  throw new RangeError(evidence.reason?.message ?? evidence.status);
}

/** A role of one's own for each test: moto keeps the policies of names. */
let roles = 0;
function roleWith(actions: readonly string[]): Promise<AwsCredentials> {
  roles += 1;
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
  return testbed.credentials(account, {
    kind: 'role',
    name: `writer-${roles}`,
    policy: { Version: '2012-10-17', Statement },
  });
}

/** All that EC2 says of groups, rules and instances; equal when nothing was changed. */
async function everything(): Promise<string> {
  await testbed.enforceIam(false);
  const [groups, rules, instances] = await Promise.all([
    owner.describeSecurityGroups({}),
    owner.describeSecurityGroupRules({}),
    owner.describeInstances({}),
  ]);
  await testbed.enforceIam(true);
  const { SecurityGroups, SecurityGroupRules, Reservations } = { ...groups, ...rules, ...instances };
  return JSON.stringify([SecurityGroups, SecurityGroupRules, Reservations]);
}

async function createGroup(name: string): Promise<string> {
  const { GroupId = '' } = await owner.createSecurityGroup({ GroupName: name, Description: name, VpcId: network });
  return GroupId;
}

const anyone = '0.0.0.0/0';
let made = 0;

/** A group with rules of every kind that there is. */
async function createRules(): Promise<{ group: string; ids: readonly string[] }> {
  made += 1;
  const group = await createGroup(`web-${made}`);
  const other = await createGroup(`app-${made}`);
  const tags = [{ ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'team', Value: 'ops' }] }];
  const port = (from: number): { IpProtocol: string; FromPort: number; ToPort: number } => ({
    ...{ IpProtocol: 'tcp', FromPort: from, ToPort: from },
  });
  await owner.authorizeSecurityGroupIngress({
    ...{ GroupId: group, TagSpecifications: tags },
    IpPermissions: [{ ...port(22), IpRanges: [{ CidrIp: anyone, Description: 'for all' }] }],
  });
  await owner.authorizeSecurityGroupIngress({
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
  return (await owner.describeSecurityGroupRules({ Filters })).SecurityGroupRules ?? [];
}

/** What a rule says, whatever its id. */
async function contentOf(group: string): Promise<readonly string[]> {
  await testbed.enforceIam(false);
  const rules = await rulesOf(group);
  await testbed.enforceIam(true);
  return rules.map(({ SecurityGroupRuleId: _id, SecurityGroupRuleArn: _arn, ...rule }) => JSON.stringify(rule)).sort();
}

/** Of a type that needs nothing that moto's images lack, on Linux. */
async function launch(networkInterface: string): Promise<string> {
  const { Images = [] } = await owner.describeImages({ Filters: [{ Name: 'architecture', Values: ['x86_64'] }] });
  const linux = Images.find(({ Platform, RootDeviceType }) => Platform === undefined && RootDeviceType === 'ebs');
  const { Instances = [] } = await owner.runInstances({
    ...{ ImageId: linux?.ImageId ?? '', InstanceType: 'm4.large', MinCount: 1, MaxCount: 1 },
    NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: networkInterface }],
  });
  return Instances[0]?.InstanceId ?? '';
}

/** An interface of its own: moto adds the groups of an instance to those of its interfaces. */
async function createInterface(groups: readonly string[]): Promise<string> {
  const { NetworkInterface } = await owner.createNetworkInterface({ SubnetId: subnet, Groups: [...groups] });
  return NetworkInterface?.NetworkInterfaceId ?? '';
}

async function launchIn(name: string): Promise<string> {
  made += 1;
  return launch(await createInterface([await createGroup(`${name}-${made}`)]));
}

async function instance(id: string): Promise<{ state?: string; type?: string; groups: readonly string[] }> {
  await testbed.enforceIam(false);
  const { Reservations = [] } = await owner.describeInstances({ InstanceIds: [id] });
  await testbed.enforceIam(true);
  const one = Reservations[0]?.Instances?.[0];
  const groups = (one?.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups.map(({ GroupId = '' }) => GroupId));
  return {
    groups: groups.sort(),
    ...(one?.State?.Name === undefined ? {} : { state: one.State.Name }),
    ...(one?.InstanceType === undefined ? {} : { type: one.InstanceType }),
  };
}

beforeAll(async () => {
  testbed = await startAwsTestbed();
  administrator = await testbed.credentials(account, { kind: 'role', name: 'administrator' });
  owner = new EC2({ endpoint: testbed.endpoint, region, credentials: administrator, maxAttempts: 1 });
  const { Subnets = [] } = await owner.describeSubnets({});
  subnet = Subnets[0]?.SubnetId ?? '';
  network = Subnets[0]?.VpcId ?? '';
});
afterAll(async () => {
  owner?.destroy();
  await testbed?.stop();
});
beforeEach(() => testbed.enforceIam(false));
afterEach(async () => {
  await testbed.faults([]);
  for (const close of closers.splice(0)) await close();
});

/** Tests the change and shows that it changed nothing; makes it, verifies it, takes it back and shows that it is as before. */
async function makeAndTakeBack({ change, input, context, observe }: Staged): Promise<void> {
  const before = await observe();
  const world = await everything();
  expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
  expect(await everything()).toBe(world);
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
  expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
  expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
  const versions = before.objects.map(({ version }) => version);
  expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before', versions } });
}

/** Changes with the least rights, with IAM enforced. */
async function withLeastRights(name: string, given: object): Promise<Staged> {
  const staged = stage(name, given, await roleWith(stage(name, given).verbs));
  await testbed.enforceIam(true);
  return staged;
}

describe('aws.sg-revoke against moto', () => {
  it('needs no more than the rights that it states, and restores rules of every kind', async () => {
    const { group, ids } = await createRules();
    const whole = await contentOf(group);
    await testbed.enforceIam(false);
    const staged = await withLeastRights('sg-revoke', { group_id: group, rule_ids: ids.join(',') });
    const before = await staged.observe();
    expect(await staged.change.doChange(staged.input, before, staged.context)).toMatchObject({ status: 'present' });
    expect(await contentOf(group)).toEqual([]);
    expect(await staged.change.doUndo(staged.input, before, staged.context)).toMatchObject({ status: 'present' });
    expect(await contentOf(group)).toEqual(whole);
    const port = await withLeastRights('sg-revoke', { group_id: group, port: 22 });
    await makeAndTakeBack(port);
    expect(await contentOf(group)).toEqual(whole);
  });

  it('is denied in the test, before anything is done', async () => {
    const { group, ids } = await createRules();
    const given = { group_id: group, rule_ids: ids.join(',') };
    const { verbs } = stage('sg-revoke', given);
    for (const missing of ['ec2:RevokeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupEgress']) {
      const { change, input, context, observe } = stage(
        'sg-revoke',
        given,
        await roleWith(verbs.filter((verb) => verb !== missing)),
      );
      await testbed.enforceIam(true);
      const before = await observe();
      const world = await everything();
      expect(await change.doDryRun(input, before, context)).toMatchObject({
        reason: { kind: 'denied', needs: missing },
      });
      expect(await everything()).toBe(world);
      await testbed.enforceIam(false);
    }
  });

  it('is denied midway, and its undo restores what was done', async () => {
    const { group, ids } = await createRules();
    const whole = await contentOf(group);
    const staged = await withLeastRights('sg-revoke', { group_id: group, rule_ids: ids.join(',') });
    const { change, input, context } = staged;
    const before = await staged.observe();
    await testbed.faults([{ kind: 'denied', operation: 'RevokeSecurityGroupEgress' }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await contentOf(group)).toHaveLength(1);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await contentOf(group)).toEqual(whole);
  });

  it('is tried again after a throttle, and only sent once when the connection breaks', async () => {
    const { group } = await createRules();
    const { change, input, context, observe } = stage('sg-revoke', { group_id: group, port: 22 });
    const before = await observe();
    const operation = 'RevokeSecurityGroupIngress';
    await testbed.faults([{ kind: 'reset', operation }]);
    await testbed.clearRequests();
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
    const sent = (await testbed.requests()).filter((request) => request.operation === operation);
    expect(sent).toMatchObject([{ count: 1, status: 0 }]);
    await testbed.faults([{ kind: 'throttle', operation, times: 2 }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  });

  it('is not healed when somebody puts the rule back', async () => {
    const { group } = await createRules();
    const { change, input, context, observe } = stage('sg-revoke', { group_id: group, port: 22 });
    const before = await observe();
    await change.doChange(input, before, context);
    await owner.authorizeSecurityGroupIngress({
      GroupId: group,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 100, IpRanges: [{ CidrIp: anyone }] }],
    });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'not-healed' } });
  });
});

describe('aws.ec2-stop and aws.ec2-start against moto', () => {
  it('stop and start again, with the rights that they state', async () => {
    const id = await launchIn('stop');
    await makeAndTakeBack(await withLeastRights('ec2-stop', { instance: id }));
    expect(await instance(id)).toMatchObject({ state: 'running' });
    await testbed.enforceIam(false);
    await owner.stopInstances({ InstanceIds: [id] });
    await makeAndTakeBack(await withLeastRights('ec2-start', { instance: id }));
    expect(await instance(id)).toMatchObject({ state: 'stopped' });
  });

  it('are denied in the test when the undo would be', async () => {
    const id = await launchIn('deny');
    const { verbs } = stage('ec2-stop', { instance: id });
    const poorer = await roleWith(verbs.filter((verb) => verb !== 'ec2:StartInstances'));
    const { change, input, context, observe } = stage('ec2-stop', { instance: id }, poorer);
    await testbed.enforceIam(true);
    expect(await change.doDryRun(input, await observe(), context)).toMatchObject({
      reason: { kind: 'denied', needs: 'ec2:StartInstances' },
    });
    expect(await instance(id)).toMatchObject({ state: 'running' });
  });

  it('are denied and throttled without a change, and found done when the answer was lost', async () => {
    const id = await launchIn('lost');
    const { change, input, context, observe } = stage('ec2-stop', { instance: id });
    const before = await observe();
    for (const kind of ['denied', 'throttle'] as const) {
      await testbed.faults([{ kind, operation: 'StopInstances' }]);
      expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
      expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    }
    await testbed.faults([{ kind: 'truncated', operation: 'StopInstances' }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
  });
});

describe('aws.ec2-resize against moto', () => {
  it('changes the type of a stopped instance, with the rights that it states', async () => {
    const id = await launchIn('size');
    await owner.stopInstances({ InstanceIds: [id] });
    const staged = await withLeastRights('ec2-resize', { instance: id, instance_type: 't2.large' });
    await makeAndTakeBack(staged);
    expect(await instance(id)).toMatchObject({ type: 'm4.large', state: 'stopped' });
  });

  it('is denied without a change, and tried again after a throttle', async () => {
    const id = await launchIn('size');
    await owner.stopInstances({ InstanceIds: [id] });
    const { change, input, context, observe } = stage('ec2-resize', { instance: id, instance_type: 't2.large' });
    const before = await observe();
    const operation = 'ModifyInstanceAttribute';
    await testbed.faults([{ kind: 'denied', operation }]);
    expect(await change.doDryRun(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await instance(id)).toMatchObject({ type: 'm4.large' });
    await testbed.faults([{ kind: 'throttle', operation, times: 3 }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(await instance(id)).toMatchObject({ type: 't2.large' });
  });
});

describe('aws.ec2-contain against moto', () => {
  async function stageContained(): Promise<{ id: string; isolation: string; groups: readonly string[] }> {
    made += 1;
    const isolation = await createGroup(`isolation-${made}`);
    await owner.revokeSecurityGroupEgress({
      GroupId: isolation,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: anyone }] }],
    });
    const groups = [await createGroup(`contain-${made}`), await createGroup(`more-${made}`)];
    const id = await launch(await createInterface(groups));
    return { id, isolation, groups: groups.sort() };
  }

  it('swaps the groups and gives them back, with the rights that it states', async () => {
    const { id, isolation, groups } = await stageContained();
    await makeAndTakeBack(await withLeastRights('ec2-contain', { instance: id, group: isolation }));
    expect((await instance(id)).groups).toEqual(groups);
  });

  it('is denied midway, and its undo gives back what it took', async () => {
    const { id, isolation, groups } = await stageContained();
    const NetworkInterfaceId = await createInterface(groups);
    await owner.attachNetworkInterface({ NetworkInterfaceId, InstanceId: id, DeviceIndex: 1 });
    const { change, input, context, observe } = stage('ec2-contain', { instance: id, group: isolation });
    const before = await observe();
    expect(before.objects).toHaveLength(2);
    const operation = 'ModifyNetworkInterfaceAttribute';
    await testbed.faults([{ kind: 'denied', operation, after: 1 }]);
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
    await testbed.faults([{ kind: 'throttle', operation, times: 2 }]);
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    expect((await instance(id)).groups).toEqual([...groups, ...groups].sort());
  });

  it('refuses the default egress of a new group', async () => {
    const { id } = await stageContained();
    const open = await createGroup(`open-${made}`);
    const { change, input, context } = stage('ec2-contain', { instance: id, group: open });
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('does not isolate') },
    });
  });
});
