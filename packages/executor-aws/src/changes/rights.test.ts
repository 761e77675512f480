import { describe, expect, it } from 'vitest';
import { accessLevel } from '../authorization/access-level.ts';
import { toSessionPolicy } from '../credentials/session-policy.ts';
import { createAwsProvider } from '../provider.ts';

const place = { account: '111122223333', region: 'ap-southeast-1' };
const instance = 'i-0a1b2c3d4e5f60718';
const group_id = 'sg-0a1b2c3d4e5f60718';
const { actions } = createAwsProvider({ version: '1.0.0', accounts: 'organization', environment: {} });

/** What the steps of one plan are given. */
const plans: Readonly<Record<string, readonly (readonly [action: string, input: object])[]>> = {
  'aws-sg-revoke': [['sg-revoke', { group_id, port: 22 }]],
  'aws-sg-delete': [['sg-delete', { group_id }]],
  'aws-ec2-resize': [
    ['ec2-stop', { instance }],
    ['ec2-resize', { instance, instance_type: 'm7i.large' }],
    ['ec2-start', { instance }],
  ],
  'aws-ec2-contain': [
    ['ec2-snapshot', { instance }],
    ['ec2-contain', { instance }],
  ],
  'a volume of aws-waste-apply': [
    ['volume-snapshot', { resource: 'vol-0a1b2c3d4e5f60718' }],
    ['volume-delete', { resource: 'vol-0a1b2c3d4e5f60718' }],
  ],
  'an endpoint of aws-waste-apply': [['vpc-endpoint-delete', { resource: 'vpce-0a1b2c3d4e5f60718' }]],
  'a network of aws-waste-apply': [['gateway-endpoint-add', { resource: 'vpc-0a1b2c3d4e5f60718' }]],
};

function rightsOf(steps: readonly (readonly [string, object])[], where: object): { verb: string; resource: string }[] {
  return steps.flatMap(([name, given]) => {
    const action = actions.find((one) => one.name === name);
    if (action === undefined) throw new RangeError(`no action ${name}`);
    return [...action.permissions(action.input.parse({ ...given, ...where }))];
  });
}

describe('the rights of a plan that changes something', () => {
  it.each(Object.entries(plans))('%s fit into a session policy, its reads as they are', (_name, steps) => {
    for (const where of [place, {}]) {
      const rights = rightsOf(steps, where);
      const { Statement } = JSON.parse(toSessionPolicy(rights)) as { Statement: { Action: string[] }[] };
      const allowed = [...new Set(Statement.flatMap(({ Action }) => Action))].sort();
      expect(allowed).toEqual([...new Set(rights.map(({ verb }) => verb))].sort());
    }
  });

  it.each(Object.entries(plans))('%s names only actions that AWS knows', (_name, steps) => {
    for (const { verb, resource } of rightsOf(steps, place)) {
      const [service = '', operation = ''] = verb.split(':');
      expect([verb, accessLevel({ service, operation })]).not.toEqual([verb, null]);
      const isRead = ['List', 'Read'].includes(accessLevel({ service, operation }) ?? '');
      expect([verb, resource === '*']).toEqual([verb, isRead]);
    }
  });
});
