import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identify } from '../processes.ts';
import { createClients } from './corpus/client.ts';
import { type StagedCorpus, stageExposedAccount } from './corpus/corpus.ts';
import { exposedExpectations } from './corpus/expectations.ts';
import { stageTidyAccount } from './corpus/tidy.ts';
import type { AwsCredentials } from './credentials.ts';
import { type AwsTestbed, startAwsTestbed } from './testbed.ts';

const account = '555566667777';
const region = 'eu-west-1';
let testbed: AwsTestbed;
let owner: AwsCredentials;

function connect(credentials: AwsCredentials, maxAttempts = 1): EC2 {
  return new EC2({ endpoint: testbed.endpoint, region, credentials, maxAttempts });
}

async function listGroups(ec2: EC2, MaxResults: number): Promise<readonly (string | undefined)[]> {
  const found: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.describeSecurityGroups({ MaxResults, ...(NextToken !== undefined && { NextToken }) });
    expect(page.SecurityGroups?.length).toBeLessThanOrEqual(MaxResults);
    found.push(...(page.SecurityGroups ?? []).map(({ GroupId }) => GroupId));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

beforeAll(async () => {
  testbed = await startAwsTestbed();
  owner = await testbed.credentials(account);
});

afterAll(() => testbed.stop());

describe('moto behind the proxy', () => {
  it('keeps accounts apart', async () => {
    const other = await testbed.credentials('666677778888');
    const [own, foreign] = await Promise.all([connect(owner), connect(other)].map((ec2) => ec2.describeVpcs({})));
    expect(own?.Vpcs?.[0]?.OwnerId).toBe(account);
    expect(foreign?.Vpcs?.[0]?.OwnerId).toBe('666677778888');
  });

  it('stands sixteen calls at once, which moto alone does not', async () => {
    const ec2 = connect(owner);
    const VpcId = (await ec2.describeVpcs({})).Vpcs?.[0]?.VpcId;
    const names = Array.from({ length: 16 }, (_, index) => `crowd-${index}`);
    await Promise.all(
      names.map((GroupName) => ec2.createSecurityGroup({ GroupName, Description: 'one of many', VpcId })),
    );
    const found = await listGroups(ec2, 5);
    expect(found).toHaveLength(17);
    expect(new Set(found).size).toBe(17);
  });

  it('lets a reader do what its policy says, and names what it does not', async () => {
    const Statement = [{ Effect: 'Allow', Action: ['ec2:DescribeVpcs'], Resource: '*' }];
    const policy = { Version: '2012-10-17', Statement };
    const reader = await testbed.credentials(account, { kind: 'role', name: 'reader', policy });
    await testbed.enforceIam(true);
    try {
      const ec2 = connect(reader);
      expect((await ec2.describeVpcs({})).Vpcs).toHaveLength(1);
      await expect(ec2.describeSubnets({})).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
        message: expect.stringContaining('ec2:DescribeSubnets'),
      });
      await expect(ec2.describeVpcBlockPublicAccessOptions({})).rejects.toMatchObject({
        name: 'UnauthorizedOperation',
      });
      const stranger = { account, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA', secretAccessKey: 'wrong' };
      await expect(connect(stranger).describeVpcs({})).rejects.toMatchObject({ name: 'AuthFailure' });
    } finally {
      await testbed.enforceIam(false);
    }
  });

  it('throttles so that the SDK tries again', async () => {
    await testbed.faults([{ kind: 'throttle', operation: 'DescribeVpcs', times: 2 }]);
    const answer = await connect(owner, 3).describeVpcs({});
    expect(answer.$metadata.attempts).toBe(3);
    await testbed.faults([]);
  });

  it('refuses what EC2 refuses and moto does not', async () => {
    const ec2 = connect(owner);
    await expect(ec2.describeSecurityGroups({ Filters: [{ Name: 'colour', Values: ['red'] }] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(ec2.describeSecurityGroups({ DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperation' });
  });

  it('takes a fleet in less than a minute', async () => {
    const begun = performance.now();
    await testbed.seedFleet({ account: '777788889999', region, groups: 1000, rules: 3100, interfaces: 670 });
    expect(performance.now() - begun).toBeLessThan(60_000);
    const groups = await listGroups(connect(await testbed.credentials('777788889999')), 1000);
    // 20 VPCs and the default one bring a group each.
    expect(groups).toHaveLength(1021);
  });
});

describe('the exposed account', () => {
  let staged: StagedCorpus;

  beforeAll(async () => {
    staged = await stageExposedAccount(testbed);
  });

  it('holds everything that is expected of it, by name', () => {
    const { expected, absent, open } = exposedExpectations;
    const unstaged = [...expected, ...absent, ...open].filter(({ resource }) => !staged.names.has(resource));
    expect(unstaged).toEqual([]);
  });

  it('answers what moto lacks from its own state', async () => {
    const { ec2 } = createClients(testbed.endpoint, await testbed.credentials(staged.account), region);
    const { names } = staged;
    const { StaleSecurityGroupSet } = await ec2.describeStaleSecurityGroups({ VpcId: names.id('main') });
    expect(StaleSecurityGroupSet?.map(({ GroupId }) => GroupId)).toEqual([names.id('stale-refers')]);
    const ipv6 = await ec2.describeSecurityGroups({
      Filters: [{ Name: 'ip-permission.ipv6-cidr', Values: ['2000::/3'] }],
    });
    expect(ipv6.SecurityGroups?.map(({ GroupId }) => GroupId)).toEqual([names.id('ssh-ipv6-2000')]);
    await expect(ec2.deleteSecurityGroup({ GroupId: names.id('ssh-literal') })).rejects.toMatchObject({
      name: 'DependencyViolation',
    });
    const { SecurityGroupRules } = await ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: [names.id('ssh-prefix-list')] }],
    });
    expect(
      SecurityGroupRules?.filter(({ IsEgress }) => IsEgress === false).map(({ Description }) => Description),
    ).toEqual(['staged']);
  });

  it('blocks public access in its second region only', async () => {
    const credentials = await testbed.credentials(staged.account);
    const modes = await Promise.all(
      staged.regions.map(async (name) => {
        const { ec2 } = createClients(testbed.endpoint, credentials, name);
        const { VpcBlockPublicAccessOptions } = await ec2.describeVpcBlockPublicAccessOptions({});
        return VpcBlockPublicAccessOptions?.InternetGatewayBlockMode;
      }),
    );
    expect(modes).toEqual(['off', 'block-bidirectional']);
  });

  it('has a tidy neighbour', async () => {
    const tidy = await stageTidyAccount(testbed);
    expect(tidy.names.has('database')).toBe(true);
    expect(tidy.account).not.toBe(staged.account);
  });
});

describe('an AWS test bed', () => {
  it('leaves no process behind', async () => {
    const other = await startAwsTestbed();
    const ids = Object.values(other.pids());
    expect(ids).toHaveLength(2);
    await other.stop();
    expect(ids.filter((id) => identify(id) !== null)).toEqual([]);
  });
});
