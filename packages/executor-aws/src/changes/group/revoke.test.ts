import { observationSchema } from '@cloudops/spec';
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

describe('observing a revocation', () => {
  it('says each rule, what feels it, and saves the rules whole', async () => {
    const before = await revoke({ rule_ids: 'sgr-1, sgr-4' }).observe();
    expect(observationSchema.safeParse(before).success).toBe(true);
    expect(before.objects).toEqual([
      {
        resource: {
          provider: 'aws',
          target: '111122223333',
          kind: 'SecurityGroup',
          namespace: 'eu-west-1',
          name: 'sg-1',
        },
        version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        effects: ['revoked: sgr-1 tcp 22 from 0.0.0.0/0 (for all)', 'revoked: sgr-4 tcp 5432 from sg-2 (from the app)'],
      },
    ]);
    expect(before).toMatchObject({ blast_radius: 3, monthly_cents: 0, in_place: false });
    expect(before.state).toMatchObject({ rules: [{ id: 'sgr-1', tags: [['team', 'ops']] }, { id: 'sgr-4' }] });
  });

  it('finds rules by port and source, and by one alone', async () => {
    const ids = async (given: object): Promise<unknown> =>
      ((await revoke(given).observe()).state as { rules: { id: string }[] }).rules.map(({ id }) => id);
    expect(await ids({ port: 22, source: '0.0.0.0/0' })).toEqual(['sgr-1']);
    expect(await ids({ port: 5432 })).toEqual(['sgr-4']);
    expect(await ids({ source: '0.0.0.0/0' })).toEqual(['sgr-1', 'sgr-2']);
    expect(await ids({ source: '0.0.0.0/0', direction: 'egress' })).toEqual(['sgr-3']);
    expect(await ids({ source: 'sg-2', protocol: 'tcp' })).toEqual(['sgr-4']);
  });

  it('refuses to close a port that a wider rule opens, and names it', async () => {
    ec2.rules = [ssh, { id: 'sgr-9', group: 'sg-1', from: 0, to: 1024, cidr: '10.0.0.0/8' }];
    const { change, input, context } = revoke({ port: 22 });
    expect(await change.doObserve(input, context)).toMatchObject({
      status: 'unknown',
      reason: { kind: 'invalid', message: expect.stringContaining('sgr-9 tcp 0-1024 from 10.0.0.0/8') },
    });
    const alone = revoke({ port: 23 });
    expect(await alone.change.doObserve(alone.input, context)).toMatchObject({ reason: { kind: 'invalid' } });
  });

  it('tells of rules that stay and let the same through, by id and for the other kind of address', async () => {
    ec2.rules = [ssh, { id: 'sgr-8', group: 'sg-1', from: 22, cidr6: '::/0' }];
    const before = await revoke({ port: 22, source: '0.0.0.0/0' }).observe();
    expect(before.objects[0]?.effects[1]).toBe('stays, and lets some of the same through: sgr-8 tcp 22 from ::/0');
  });

  it.each([
    ['no rule', {}, 'invalid'],
    ['an id that is not there', { rule_ids: 'sgr-99' }, 'not-found'],
    ['a port that nothing opens', { port: 8080 }, 'not-found'],
    ['a group that is not there', { group_id: 'sg-99', rule_ids: 'sgr-1' }, 'not-found'],
    ['an account that is not configured', { account: '999988887777', rule_ids: 'sgr-1' }, 'not-found'],
  ])('is unknown for %s', async (_name, given, kind) => {
    const { change, input, context } = revoke(given);
    expect(await change.doObserve(input, context)).toMatchObject({ status: 'unknown', reason: { kind } });
    expect(ec2.sent()).toEqual([]);
  });

  it.each([
    ['sg-1; rm -rf /', 'sgr-1'],
    ['../sg-1', 'sgr-1'],
    ['sg-1', 'sgr-1,*'],
    ['sg-1', '\u001b[2J'],
    ['SG-1', 'sgr-1'],
  ])('refuses %j with %j before any call', (group_id, rule_ids) => {
    expect(() => revoke({ group_id, rule_ids })).toThrow();
    expect(ec2.sent(true)).toEqual([]);
  });

  it('looks in every configured place, and refuses what is in two', async () => {
    const { change, input, context } = revoke({ rule_ids: 'sgr-1' }, { regions: ['eu-west-1', 'us-east-1'] });
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('eu-west-1 of 111122223333, us-east-1 of') },
    });
    const one = revoke({ rule_ids: 'sgr-1', region: 'us-east-1' }, { regions: ['eu-west-1', 'us-east-1'] });
    expect((await one.observe()).objects[0]?.resource.namespace).toBe('us-east-1');
  });

  it('does not take a group that another account shares for the account’s own', async () => {
    ec2.groups = [{ id: 'sg-1', owner: '999988887777' }];
    const { change, input, context } = revoke({ rule_ids: 'sgr-1' });
    expect(await change.doObserve(input, context)).toMatchObject({ reason: { kind: 'not-found' } });
  });

  it('is unknown where a part could not be read', async () => {
    ec2.faults = [{ operation: 'DescribeNetworkInterfaces', code: 'UnauthorizedOperation', times: 9 }];
    const { change, input, context } = revoke({ rule_ids: 'sgr-1' });
    expect(await change.doObserve(input, context)).toMatchObject({
      reason: { kind: 'denied', needs: 'ec2:DescribeNetworkInterfaces' },
    });
  });

  it('gives the same version for an equal rule under another id, and another for an edited one', async () => {
    const first = await revoke({ port: 22 }).observe();
    ec2.rules = [{ ...ssh, id: 'sgr-77' }];
    expect((await revoke({ port: 22 }).observe()).objects[0]?.version).toBe(first.objects[0]?.version);
    ec2.rules = [{ ...ssh, description: 'other' }];
    expect((await revoke({ port: 22 }).observe()).objects[0]?.version).not.toBe(first.objects[0]?.version);
  });
});

describe('testing a revocation', () => {
  it('asks for the change and its undo, and changes nothing', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1,sgr-3' });
    const before = await observe();
    const rules = [...ec2.rules];
    expect(await change.doDryRun(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.rules).toEqual(rules);
    expect(ec2.sent()).toEqual([
      'RevokeSecurityGroupIngress?',
      'RevokeSecurityGroupEgress?',
      'AuthorizeSecurityGroupIngress?',
      'AuthorizeSecurityGroupEgress?',
    ]);
  });

  it.each(['RevokeSecurityGroupIngress', 'AuthorizeSecurityGroupIngress'])(
    'says that %s is denied',
    async (operation) => {
      const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
      const before = await observe();
      ec2.faults = [{ operation, code: 'UnauthorizedOperation' }];
      expect(await change.doDryRun(input, before, context)).toMatchObject({
        reason: { kind: 'denied', needs: `ec2:${operation}` },
      });
    },
  );

  it('does not trust an endpoint that has no tests', async () => {
    ec2.knowsDryRun = false;
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
    expect(await change.doDryRun(input, await observe(), context)).toMatchObject({
      reason: { kind: 'invalid', message: expect.stringContaining('may have done it') },
    });
  });
});

describe('revoking', () => {
  it('revokes by id, is verified, and its undo brings equal rules back under new ids', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1,sgr-3,sgr-4' });
    const before = await observe();
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.rules).toEqual([web]);
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    expect(await change.doVerify(input, before, context)).toMatchObject({ output: { outcome: 'healed' } });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    const sight = await change.doLook(input, before, context);
    expect(sight).toMatchObject({ output: { state: 'before', versions: [before.objects[0]?.version] } });
    const bare = ec2.rules.map(({ id: _id, egress = false, to: _to, tags = {}, ...rule }) => ({
      ...rule,
      egress,
      tags,
    }));
    expect(bare).toContainEqual({
      group: 'sg-1',
      egress: false,
      protocol: 'tcp',
      from: 22,
      cidr: '0.0.0.0/0',
      description: 'for all',
      tags: { team: 'ops' },
    });
    expect(bare).toContainEqual({
      group: 'sg-1',
      egress: false,
      protocol: 'tcp',
      from: 5432,
      other: 'sg-2',
      description: 'from the app',
      tags: {},
    });
    expect(bare).toContainEqual({ group: 'sg-1', egress: true, protocol: '-1', cidr: '0.0.0.0/0', tags: {} });
  });

  it('is stale when a rule is gone or edited, and then sends nothing', async () => {
    for (const rules of [[web], [{ ...ssh, cidr: '10.0.0.0/8' }, web]]) {
      ec2.rules = [ssh, web];
      const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
      const before = await observe();
      ec2.rules = [...rules];
      expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
      expect(ec2.sent()).toEqual([]);
    }
  });

  it('is stale when the rule goes between the read and the call', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
    const before = await observe();
    ec2.faults = [{ operation: 'RevokeSecurityGroupIngress', code: 'InvalidPermission.NotFound' }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'stale' } });
  });

  it('tries again after a throttle, three times, and after nothing else', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' });
    const before = await observe();
    const throttle = { operation: 'RevokeSecurityGroupIngress', code: 'RequestLimitExceeded' };
    ec2.faults = [{ ...throttle, times: 2 }];
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'present' });
    expect(ec2.sent()).toHaveLength(3);
    ec2.rules = [ssh];
    ec2.faults = [{ ...throttle, times: 99 }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'throttled' } });
    expect(ec2.sent()).toHaveLength(7);
    ec2.faults = [{ ...throttle, code: 'InternalError', status: 500, times: 99 }];
    expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
    expect(ec2.sent()).toHaveLength(8);
    expect(ec2.rules).toEqual([ssh]);
  });

  it('is sent once when the answer is lost, and a look finds it done', async () => {
    for (const code of ['cut', 'hang']) {
      ec2.rules = [ssh, web];
      const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1' }, { requestTimeoutMs: 200 });
      const before = await observe();
      const sent = ec2.sent().length;
      ec2.faults = [{ operation: 'RevokeSecurityGroupIngress', code, takesEffect: true }];
      expect(await change.doChange(input, before, context)).toMatchObject({ status: 'unknown' });
      expect(ec2.sent()).toHaveLength(sent + 1);
      expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'after' } });
    }
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    const context = { signal: controller.signal };
    const { change, input, observe, context: given } = revoke({ rule_ids: 'sgr-1' }, { context });
    const before = await observe();
    ec2.faults = [{ operation: 'RevokeSecurityGroupIngress', code: 'hang' }];
    const work = change.doChange(input, before, given);
    setTimeout(() => controller.abort(), 50);
    expect(await work).toMatchObject({ reason: { kind: 'interrupted' } });
  });

  it('is half done when the second call is denied, and its undo restores the first half', async () => {
    const { change, input, context, observe } = revoke({ rule_ids: 'sgr-1,sgr-3' });
    const before = await observe();
    ec2.faults = [{ operation: 'RevokeSecurityGroupEgress', code: 'UnauthorizedOperation' }];
    expect(await change.doChange(input, before, context)).toMatchObject({ reason: { kind: 'denied' } });
    expect(await change.doLook(input, before, context)).toMatchObject({
      output: { state: 'other', message: expect.stringContaining('sgr-3') },
    });
    expect(await change.doUndo(input, before, context)).toMatchObject({ status: 'present' });
    expect(await change.doLook(input, before, context)).toMatchObject({ output: { state: 'before' } });
    expect(ec2.rules).toHaveLength(4);
  });
});
