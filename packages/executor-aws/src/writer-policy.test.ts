import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Permission } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { root } from './__fixtures__/reader-rights.ts';
import {
  type Call,
  isAllowed,
  readWriterPolicy,
  type Statement,
  toList,
  writerPolicyNames,
} from './__fixtures__/writer-policies.ts';
import { createAwsProvider } from './provider.ts';

interface Playbook {
  readonly metadata: { readonly name: string };
  readonly steps: readonly { readonly action: string }[];
}

const { parse } = createRequire(new URL('playbooks/package.json', root))('yaml') as { parse(text: string): Playbook };
const library = new URL('playbooks/library/', root);
const playbooks = readdirSync(library)
  .filter((name) => /^aws-.*\.yaml$/.test(name))
  .map((name) => parse(readFileSync(new URL(name, library), 'utf8')));

// With an organization, since that is the most that resolving places may need.
const { actions } = createAwsProvider({ version: '1.0.0', accounts: 'organization', environment: {} });
const changes = new Map(
  actions.filter(({ change }) => change !== undefined).map((action) => [`aws.${action.name}`, action]),
);
const writing = playbooks.filter(({ steps }) => steps.some(({ action }) => changes.has(action)));

const instance = 'i-0a1b2c3d4e5f60718';
const group_id = 'sg-0a1b2c3d4e5f60718';
const id = '0a1b2c3d4e5f60718';
/** The least that each change can be asked for with; rights do not depend on more. */
const inputs: Readonly<Record<string, object>> = {
  'aws.address-release': { resource: `eipalloc-${id}` },
  'aws.classic-load-balancer-delete': { resource: 'old' },
  'aws.ec2-contain': { instance },
  'aws.ec2-resize': { instance, instance_type: 'm5.large' },
  'aws.ec2-snapshot': { instance },
  'aws.ec2-start': { instance },
  'aws.ec2-stop': { instance },
  'aws.gateway-endpoint-add': { resource: `vpc-${id}` },
  'aws.image-deregister': { resource: `ami-${id}` },
  'aws.load-balancer-delete': { resource: 'shop-public' },
  'aws.nat-gateway-delete': { resource: `nat-${id}` },
  'aws.nat-route-move': { resource: `rtb-${id}` },
  'aws.sg-delete': { group_id },
  'aws.sg-revoke': { group_id, port: 22 },
  'aws.snapshot-delete': { resource: `snap-${id}` },
  'aws.transit-attachment-delete': { resource: `tgw-attach-${id}` },
  'aws.volume-delete': { resource: `vol-${id}` },
  'aws.volume-modify': { resource: `vol-${id}` },
  'aws.volume-snapshot': { resource: `vol-${id}` },
  'aws.vpc-endpoint-delete': { resource: `vpce-${id}` },
  'aws.vpn-delete': { resource: `vpn-${id}` },
};

function permissionsOf(name: string): readonly Permission[] {
  const action = changes.get(name);
  if (action === undefined) throw new RangeError(`${name} changes nothing, and its policy would lack what it reads`);
  return action.permissions(action.input.parse(inputs[name]));
}

/** `ec2:StopInstances instance/*`: which one is known only when somebody asks. */
function toRight(verb: string, resource: string): string {
  const type = resource.split(':')[5]?.replace(/\/.*/, '/*');
  return `${verb} ${type ?? resource}`;
}

function rightsNeeded({ steps }: Playbook): readonly string[] {
  const rights = steps
    .flatMap(({ action }) => permissionsOf(action))
    .map(({ verb, resource }) => toRight(verb, resource));
  return [...new Set(rights)].sort();
}

function rightsGranted(statements: readonly Statement[]): readonly string[] {
  return statements
    .flatMap(({ Action, Resource }) =>
      toList(Action).flatMap((verb) => toList(Resource).map((resource) => toRight(verb, resource))),
    )
    .sort();
}

const own = { StringEquals: { 'aws:ResourceTag/environment': `\${aws:PrincipalTag/environment}` } };
/** What is only being made has no tag yet. */
const made =
  /^ec2:(CreateSnapshots? snapshot|CreateSecurityGroup security-group|CreateVolume volume|AllocateAddress elastic-ip|CreateVpcEndpoint vpc-endpoint|Authorize\w+ security-group-rule)\/\*$/;
/** What a change of CloudOps made bears its mark, which is set with the making and never afterwards. */
const marked = { StringLike: { 'aws:ResourceTag/cloudops.dev/plan': 'pln_*' } };
const policyNames = writing.map(({ metadata }) => metadata.name);

describe.each(writing.map((playbook) => [playbook.metadata.name, playbook] as const))(
  'deploy/aws/writer/%s.json',
  (name, playbook) => {
    const statements = writerPolicyNames().includes(name) ? readWriterPolicy(name) : [];

    it('grants what the playbook changes and reads, and nothing else', () => {
      expect([...new Set(rightsGranted(statements))]).toEqual(rightsNeeded(playbook));
    });

    it('changes only what is of the role’s environment', () => {
      const lax = statements.filter(({ Resource, Condition }) => Resource !== '*' && Condition === undefined);
      expect(rightsGranted(lax).filter((right) => !made.test(right))).toEqual([]);
      const byTag = statements.filter(({ Condition }) => JSON.stringify(Condition ?? {}).includes('aws:ResourceTag'));
      for (const { Sid, Condition } of byTag) expect(Condition).toEqual(/^Undo.*Own/.test(Sid) ? marked : own);
    });
  },
);

function isOfPlaybook(name: string): boolean {
  return name.startsWith('aws-');
}

describe('deploy/aws/writer', () => {
  it('has a policy for each playbook that changes something, and two for all', () => {
    expect(writerPolicyNames()).toEqual([...policyNames, 'guard', 'trust'].sort());
    expect(Object.keys(inputs).sort()).toEqual([...changes.keys()].sort());
  });

  it('guards against everything that neither a question nor a change needs', () => {
    const readOnly = JSON.parse(readFileSync(new URL('deploy/aws/read-only.json', root), 'utf8')) as {
      readonly Statement: readonly Statement[];
    };
    const needed = [
      ...readOnly.Statement,
      ...writerPolicyNames().filter(isOfPlaybook).flatMap(readWriterPolicy),
    ].flatMap(({ Action }) => toList(Action));
    const { NotAction } = readWriterPolicy('guard').at(-1) ?? {};
    expect(NotAction).toEqual([...new Set(needed)].sort());
  });

  it('fits what IAM takes as one managed policy', () => {
    for (const name of writerPolicyNames()) {
      expect(JSON.stringify({ Version: '2012-10-17', Statement: readWriterPolicy(name) }).length).toBeLessThan(6144);
    }
  });
});

describe('a session of the writer', () => {
  const all = [...writerPolicyNames().filter(isOfPlaybook), 'guard'].flatMap(readWriterPolicy);
  const everything: Statement = { Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' };
  const session = {
    'aws:TokenIssueTime': '2026-11-22T12:00:00Z',
    'aws:SourceIdentity': 'os-alice',
    'aws:userid': 'AROAEXAMPLE:pln_0a0a',
    'aws:PrincipalTag/environment': 'staging',
    'aws:ResourceTag/environment': 'staging',
  };
  const stop = { action: 'ec2:StopInstances', resource: `arn:aws:ec2:eu-west-1:111122223333:instance/${instance}` };

  function may(
    call: Partial<Call>,
    context: Readonly<Record<string, string | undefined>> = {},
    more: readonly Statement[] = [],
  ): boolean {
    const present = Object.entries({ ...session, ...context }).filter(([, value]) => value !== undefined);
    return isAllowed([...all, ...more], { ...stop, ...call, context: Object.fromEntries(present) as Call['context'] });
  }

  it('changes what is of its environment', () => {
    expect(may({})).toBe(true);
  });

  it.each([
    ['with keys that never end', { 'aws:TokenIssueTime': undefined }],
    ['that names nobody', { 'aws:SourceIdentity': undefined }],
    ['of no plan', { 'aws:userid': 'AROAEXAMPLE:cloudops' }],
    ['of a user', { 'aws:userid': 'AIDAEXAMPLE' }],
  ])('%s does nothing, whatever else it may', (_what, context) => {
    expect(may({}, context, [everything])).toBe(false);
    expect(may({ action: 'ec2:DescribeInstances', resource: '*' }, context, [everything])).toBe(false);
  });

  it.each([
    ['of another environment', { 'aws:ResourceTag/environment': 'prod' }],
    ['of none', { 'aws:ResourceTag/environment': undefined }],
    ['of one that is written otherwise', { 'aws:ResourceTag/environment': 'Staging' }],
    ['while the role has none', { 'aws:PrincipalTag/environment': undefined }],
    ['while neither has one', { 'aws:PrincipalTag/environment': undefined, 'aws:ResourceTag/environment': undefined }],
  ])('does not change what is %s', (_what, context) => {
    expect(may({}, context)).toBe(false);
  });

  it.each(['ec2:TerminateInstances', 'ec2:DeleteTags', 'iam:PassRole', 's3:GetObject', 'sts:AssumeRole'])(
    'does not %s, whatever else it may',
    (action) => {
      expect(may({ action }, {}, [everything])).toBe(false);
    },
  );

  it('changes an instance’s type, and no other attribute of it', () => {
    const action = 'ec2:ModifyInstanceAttribute';
    expect(may({ action }, { 'ec2:Attribute': 'InstanceType' })).toBe(true);
    expect(may({ action }, { 'ec2:Attribute': 'UserData' })).toBe(false);
    expect(may({ action }, { 'ec2:Attribute': 'DisableApiTermination' })).toBe(false);
  });

  it('tags what it makes, and gives nothing to another environment', () => {
    const tag = { action: 'ec2:CreateTags', resource: 'arn:aws:ec2:eu-west-1::snapshot/snap-1' };
    const making = { 'ec2:CreateAction': 'CreateSnapshots' };
    expect(may(tag, making)).toBe(true);
    expect(may(tag, { ...making, 'aws:RequestTag/environment': 'staging' })).toBe(true);
    expect(may(tag, { ...making, 'aws:RequestTag/environment': 'prod' })).toBe(false);
    expect(may(tag, {})).toBe(false);
    expect(may({ ...tag, resource: stop.resource }, { 'aws:RequestTag/environment': 'staging' }, [everything])).toBe(
      false,
    );
  });

  it('makes a volume of its own snapshot, or of one of its environment, and of no other', () => {
    const make = { action: 'ec2:CreateVolume', resource: 'arn:aws:ec2:eu-west-1::snapshot/snap-1' };
    const strange = { 'aws:ResourceTag/environment': undefined };
    expect(may(make)).toBe(true);
    expect(may(make, { ...strange, 'aws:ResourceTag/cloudops.dev/plan': 'pln_0a0a' })).toBe(true);
    expect(may(make, strange)).toBe(false);
  });

  it('takes back the endpoint that it made, and none that it only may make', () => {
    const remove = {
      action: 'ec2:DeleteVpcEndpoints',
      resource: `arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1`,
    };
    const strange = { 'aws:ResourceTag/environment': undefined };
    expect(may(remove, { ...strange, 'aws:ResourceTag/cloudops.dev/plan': 'pln_0a0a' })).toBe(true);
    expect(may(remove, strange)).toBe(false);
  });

  it('is only to be had as a plan’s, for somebody, for an hour', () => {
    const assume = (context: Call['context'], action = 'sts:AssumeRole'): boolean =>
      isAllowed(readWriterPolicy('trust'), { action, resource: '', context });
    const asked = {
      'sts:RoleSessionName': 'pln_0a0a',
      'sts:SourceIdentity': 'os-alice',
      'sts:DurationSeconds': '3600',
    };
    expect(assume(asked)).toBe(true);
    expect(assume(asked, 'sts:SetSourceIdentity')).toBe(true);
    expect(assume({ ...asked, 'sts:RoleSessionName': 'cloudops' })).toBe(false);
    expect(assume({ ...asked, 'sts:DurationSeconds': '43200' })).toBe(false);
    const { 'sts:SourceIdentity': _, ...nobody } = asked;
    expect(assume(nobody)).toBe(false);
  });
});
