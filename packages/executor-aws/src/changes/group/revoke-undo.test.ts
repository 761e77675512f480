import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeEc2, startFakeEc2 } from '../__fixtures__/fake-ec2.ts';
import type { FakeRule } from '../__fixtures__/fake-world.ts';
import { type StagedChange, stage } from '../__fixtures__/stage.ts';

const ssh: FakeRule = {
  ...{ id: 'sgr-1', group: 'sg-1', from: 22, cidr: '0.0.0.0/0' },
  ...{ description: 'for all', tags: { team: 'ops' } },
};
const web: FakeRule = { id: 'sgr-2', group: 'sg-1', from: 443, cidr: '0.0.0.0/0' };
const out: FakeRule = { id: 'sgr-3', group: 'sg-1', egress: true, protocol: '-1', cidr: '0.0.0.0/0' };
const inner: FakeRule = { id: 'sgr-4', group: 'sg-1', from: 5432, other: 'sg-2', description: 'from the app' };

let ec2: FakeEc2;

beforeEach(async () => {
  ec2 = await startFakeEc2();
  ec2.groups = [{ id: 'sg-1' }];
  ec2.rules = [ssh, web, out, inner];
  ec2.interfaces = [
    { id: 'eni-1', groups: ['sg-1'] },
    { id: 'eni-2', groups: ['sg-1', 'sg-2'] },
  ];
});
afterEach(() => ec2.close());

function revoke(given: object, options: Parameters<typeof stage>[3] = {}): StagedChange {
  return stage(ec2, 'sg-revoke', { group_id: 'sg-1', ...given }, options);
}

describe('verifying and undoing', () => {
  it('is not healed when somebody opens the same again', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
    const before = await observe();
    ec2.rules = [web, { ...ssh, id: 'sgr-66', from: 20, to: 30 }];
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'not-healed', message: expect.stringContaining('sgr-66 tcp 20-30 from 0.0.0.0/0') },
    });
  });

  it('is healed beside rules that were known to stay', async () => {
    ec2.rules = [ssh, { id: 'sgr-9', group: 'sg-1', from: 0, to: 1024, cidr: '0.0.0.0/0' }];
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
    const before = await observe();
    await change.doChange(input, before, context);
    expect(await change.doVerify(input, before, context)).toMatchObject({
      output: { outcome: 'healed', message: expect.stringContaining('sgr-9 still lets') },
    });
  });

  it('restores the others where one has come back with other words', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1,sgr-2' });
    const before = await observe();
    ec2.rules = [{ ...ssh, id: 'sgr-55', description: 'other', tags: {} }];
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.rules.map(({ from }) => from).sort()).toEqual([22, 443]);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'other' } });
  });

  it('refuses a state that is none', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
    const before = { ...(await observe()), state: { group: '../x' } };
    for (const part of [change.doChange, change.doUndo, change.doDryRun, change.doLook, change.doVerify])
      expect(await part(input, before, context)).toMatchObject({ reason: { kind: 'invalid' } });
    expect(ec2.sent()).toEqual([]);
  });
});

describe('the rights of a revocation', () => {
  it('are those of the group, and reads', () => {
    const { action, input } = revoke({ rule_ids: 'sgr-1', account: '111122223333', region: 'eu-west-1' });
    const rights = action.permissions(input);
    expect(rights).toContainEqual({
      verb: 'ec2:RevokeSecurityGroupIngress',
      resource: 'arn:*:ec2:eu-west-1:111122223333:security-group/sg-1',
    });
    const open = rights.filter(({ resource }) => resource === '*').map(({ verb }) => verb);
    expect(open.every((verb) => /:(?:Describe|Get)/.test(verb))).toBe(true);
  });

  it('are all that its calls need', async () => {
    const { action, change, input, context, observe } = revoke({ rule_ids: 'sgr-1,sgr-3' });
    const before = await observe();
    await change.doDryRun(input, before, context);
    await change.doChange(input, before, context);
    await change.doVerify(input, before, context);
    await change.doUndo(input, before, context);
    const verbs = action.permissions(input).map(({ verb }) => verb.split(':')[1]);
    for (const sent of ec2.sent(true)) expect(verbs).toContain(sent.replace('?', ''));
  });
});
