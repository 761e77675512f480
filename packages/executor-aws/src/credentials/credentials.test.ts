import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { credentialsError } from './credentials-error.ts';
import { type Environment, listProfiles } from './profiles.ts';
import { toSessionPolicy } from './session-policy.ts';

const config = '[default]\nregion = eu-west-1\n[profile staging]\n[profile "my prod"]\n[sso-session corp]\n';

async function homeWith(text: string): Promise<Environment> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  await writeFile(join(folder, 'config'), text);
  return { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
}

function rights(actions: readonly string[]): readonly { verb: string; resource: string }[] {
  return actions.map((verb) => ({ verb, resource: '*' }));
}

describe('toSessionPolicy', () => {
  it('names each action once, sorted, and leaves out what is no action', () => {
    const policy = JSON.parse(
      toSessionPolicy(rights(['ec2:DescribeVpcs', 'ce:GetTags', 'ec2:DescribeVpcs', 'list', '*'])),
    );
    expect(policy.Statement).toEqual([{ Effect: 'Allow', Action: ['ce:GetTags', 'ec2:DescribeVpcs'], Resource: '*' }]);
  });

  it('widens reads, and only reads, when it would be longer than STS takes', () => {
    const many = Array.from({ length: 100 }, (_, index) => `ec2:DescribeSomethingLong${index}`);
    const policy = toSessionPolicy(rights([...many, 'ec2:RevokeSecurityGroupIngress']));
    expect(policy.length).toBeLessThanOrEqual(2048);
    expect(JSON.parse(policy).Statement[0].Action).toEqual(['ec2:Describe*', 'ec2:RevokeSecurityGroupIngress']);
  });

  it('widens no more than has to be, Get last', () => {
    const many = Array.from({ length: 60 }, (_, index) => `ec2:DescribeSomethingLong${index}`);
    const others = ['ssm:GetDocument', 'ssm:GetInventory', 'rds:DescribeDBInstances', 'rds:DescribeDBClusters'];
    const gets = Array.from({ length: 20 }, (_, index) => `ce:GetSomethingLong${index}`);
    const { Action } = JSON.parse(toSessionPolicy(rights([...many, ...others, ...gets]))).Statement[0];
    expect(Action).toEqual(expect.arrayContaining(['ec2:Describe*', ...others, ...gets]));
    expect(Action).toHaveLength(1 + others.length + gets.length);
  });

  it('limits what changes something to the resources that it names', () => {
    const named = (verb: string, resource: string): { verb: string; resource: string } => ({ verb, resource });
    const policy = toSessionPolicy([
      named('ec2:StopInstances', 'arn:*:ec2:eu-west-1:111122223333:instance/i-1'),
      named('ec2:StartInstances', 'arn:*:ec2:eu-west-1:111122223333:instance/i-1'),
      named('ec2:RevokeSecurityGroupIngress', 'arn:*:ec2:*:*:security-group/sg-2'),
      named('ec2:RevokeSecurityGroupIngress', 'arn:*:ec2:*:*:security-group/sg-1'),
      named('ec2:DescribeInstances', '*'),
    ]);
    expect(JSON.parse(policy).Statement).toEqual([
      { Effect: 'Allow', Action: ['ec2:DescribeInstances'], Resource: '*' },
      {
        Effect: 'Allow',
        Action: ['ec2:RevokeSecurityGroupIngress'],
        Resource: ['arn:*:ec2:*:*:security-group/sg-1', 'arn:*:ec2:*:*:security-group/sg-2'],
      },
      {
        Effect: 'Allow',
        Action: ['ec2:StartInstances', 'ec2:StopInstances'],
        Resource: 'arn:*:ec2:eu-west-1:111122223333:instance/i-1',
      },
    ]);
  });

  it('is refused when even that is too long', () => {
    const many = Array.from({ length: 100 }, (_, index) => `ec2:DeleteSomethingLong${index}`);
    expect(() => toSessionPolicy(rights(many))).toThrow(expect.objectContaining({ code: 'SESSION_POLICY_TOO_LONG' }));
  });
});

describe('listProfiles', () => {
  it('reads names from both files, without sessions', async () => {
    expect(await listProfiles(await homeWith(config))).toEqual(['default', 'my prod', 'staging']);
  });
});

describe('credentialsError', () => {
  it('names near profiles for one that is not there', async () => {
    const environment = await homeWith(config);
    const error = await credentialsError(new RangeError('x'), { profile: 'stagin', environment });
    expect(error).toMatchObject({ code: 'PROFILE_UNKNOWN', nextSteps: ['Did you mean staging?', expect.anything()] });
    expect(error.message).toContain(environment.AWS_CONFIG_FILE);
  });

  it('says the command for an SSO session that ended', async () => {
    const environment = await homeWith(config);
    const cause = new RangeError('The SSO session associated with this profile has expired.');
    const error = await credentialsError(cause, { profile: 'staging', environment });
    expect(error).toMatchObject({ code: 'SSO_SESSION_EXPIRED', nextSteps: ['aws sso login --profile staging'] });
  });

  it('does not take another token that expired for an SSO session', async () => {
    const environment = await homeWith(config);
    const cause = new RangeError('Token expired: current date/time must be before the expiration date/time');
    const error = await credentialsError(cause, { profile: 'staging', environment });
    expect(error.code).toBe('CREDENTIALS_NOT_FOUND');
    expect(error.message).toContain('Token expired');
  });

  it('lists every source that was tried', async () => {
    const environment = await homeWith(config);
    const cause = new RangeError('Could not load credentials from any providers');
    const error = await credentialsError(cause, { profile: null, environment });
    expect(error.code).toBe('CREDENTIALS_NOT_FOUND');
    for (const source of [
      'AWS_ACCESS_KEY_ID not set',
      'profile default',
      'SSO',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'container',
      'instance metadata',
    ]) {
      expect(error.message).toContain(source);
    }
  });
});
