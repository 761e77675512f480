import { describe, expect, it } from 'vitest';
import { parsePolicyData } from './policy-data.ts';

const good = `environments: [dev, prod]
roles:
  viewer: ['*']
approvals:
  maximum: 3
  roles: [viewer]
`;

const parse = (text: string) => parsePolicyData({ file: 'data.yaml', text });

describe('parsePolicyData', () => {
  it('reads data', () => {
    expect(parse(good)).toEqual({
      environments: ['dev', 'prod'],
      roles: { viewer: ['*'] },
      approvals: { maximum: 3, roles: ['viewer'] },
    });
  });

  it.each([
    ['an unknown key', `${good}freeze: true\n`, 'data.yaml:7:1: '],
    [
      'an unknown key further in',
      good.replace('  maximum: 3', '  maximum: 3\n  minimum: 1'),
      'data.yaml:6:3: approvals: ',
    ],
    ['a wrong type', good.replace('maximum: 3', 'maximum: three'), 'data.yaml:5:3: approvals.maximum: '],
    ['a principal that is no text', good.replace("['*']", '[7]'), 'data.yaml:3:12: roles.viewer.0: '],
    [
      'data without prod',
      good.replace('[dev, prod]', '[dev, production]'),
      'data.yaml:1:1: environments: must hold prod',
    ],
    [
      'an environment named twice',
      good.replace('[dev, prod]', '[prod, prod]'),
      'data.yaml:1:1: environments: names one twice',
    ],
    ['an approval role that does not exist', good.replace('[viewer]', '[viewer, boss]'), 'data.yaml:6:19: '],
    ['a role that is no name', good.replace('viewer: [', '__proto__: ['), 'data.yaml:3:3: '],
    ['a key given twice', `${good}roles: {}\n`, 'data.yaml:7:1: '],
    ['broken YAML', 'environments: [dev\nroles', 'data.yaml:'],
    ['nothing', '', 'data.yaml:1:1: '],
    [
      'aliases that expand',
      'environments: &a [prod]\nroles: { viewer: *a }\napprovals: { maximum: 1, roles: *a }\n',
      'data.yaml:',
    ],
  ])('refuses %s and says where', (_, text, place) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code: 'POLICY_DATA_INVALID', message: expect.stringContaining(place) }),
    );
  });

  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUEfGHzVREpaFUrdFT2RVHUPvLdKMKwWDqbLxk8T';
  const full = `environments: [dev, prod]
roles:
  viewer: ['*']
  operator: [alice, os:zed]
approvals: { maximum: 3, roles: [viewer] }
people:
  alice:
    logins: ['os:alice']
    keys: ['${key} alice@laptop']
  robot: { kind: agent }
freezes:
  - { name: end, from: 2026-12-20, until: 2027-01-02 08:00, environments: [prod], reason: books }
budgets:
  - { name: some, of: alice, environment: prod, window: day, changes: 3 }
  - { name: more, of: operator, window: month, shared: true, calls: 3, cost_usd: 0.5 }
time_zone: Europe/Berlin
`;

  it('reads people, freezes, budgets and the time zone', () => {
    expect(parse(full)).toMatchObject({
      people: { alice: { logins: ['os:alice'], keys: [`${key} alice@laptop`] }, robot: { kind: 'agent' } },
      freezes: [{ name: 'end', from: '2026-12-20', until: '2027-01-02 08:00' }],
      budgets: [{ of: 'alice' }, { shared: true }],
      time_zone: 'Europe/Berlin',
    });
  });

  it.each([
    [
      'a person in a role who is not there',
      'operator: [alice',
      'operator: [alise',
      '4:14: roles.operator.0: no alise in',
    ],
    [
      'a login of two people',
      'robot: { kind: agent }',
      "robot: { logins: ['os:alice'] }",
      "10:21: people.robot.logins.0: this login is alice's",
    ],
    ['a login given twice', "['os:alice']", "['os:alice', 'os:alice']", '8:26: people.alice.logins.1: is there twice'],
    [
      'a key of two people, other comment',
      'robot: { kind: agent }',
      `robot: { keys: ['${key} x'] }`,
      "10:19: people.robot.keys.0: this key is alice's",
    ],
    ['a login without an origin', "['os:alice']", '[alice]', '8:14: people.alice.logins.0: must say where'],
    ['a login with an invisible character', "['os:alice']", '["os:alice\u200b"]', '8:14: people.alice.logins.0: '],
    ['a person whose name is a login', '  alice:', '  os:alice:', '7:3: people.os:alice: '],
    ['a person whose name is a role', 'robot: {', 'viewer: {', '10:3: people.viewer: is the name of a role too'],
    ['an RSA key', key, 'ssh-rsa AAAAB3NzaC1yc2E', '9:12: people.alice.keys.0: must be ssh-ed25519'],
    [
      'a key of small order',
      key,
      `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`,
      '9:12: people.alice.keys.0: ',
    ],
    ['an unknown kind', 'kind: agent', 'kind: ghost', '10:12: people.robot.kind: '],
    [
      'a freeze of no environment',
      'environments: [prod], reason',
      'environments: [production], reason',
      '12:76: freezes.0.environments.0: no environment production',
    ],
    ['a freeze that ends before it begins', 'until: 2027', 'until: 2025', '12:36: freezes.0.until: must be later'],
    [
      'a freeze that begins at no moment',
      'from: 2026-12-20',
      'from: 2026-02-30',
      '12:18: freezes.0.from: must be a moment',
    ],
    [
      'a freeze by its name twice',
      'budgets:',
      '  - { name: end, from: 2026-01-01, until: 2026-01-02 }\nbudgets:',
      '13:7: freezes.1.name: end is there twice',
    ],
    ['a budget of nobody', 'of: alice', 'of: alise', '14:19: budgets.0.of: no person and no role alise'],
    [
      'a budget in no environment',
      'environment: prod,',
      'environment: production,',
      '14:30: budgets.0.environment: no environment production',
    ],
    ['a budget that limits nothing', ', changes: 3', '', '14:5: budgets.0: limits nothing'],
    ['a budget by its name twice', 'name: more', 'name: some', '15:7: budgets.1.name: some is there twice'],
    ['a negative limit', 'changes: 3', 'changes: -3', '14:62: budgets.0.changes: '],
    ['an unknown window', 'window: day', 'window: week', '14:49: budgets.0.window: '],
    ['an unknown time zone', 'Europe/Berlin', 'Mars/Olympus', '16:1: time_zone: must be the name'],
  ])('refuses %s and says where', (_, before, after, place) => {
    expect(full).toContain(before);
    expect(() => parse(full.replace(before, after))).toThrow(
      expect.objectContaining({ code: 'POLICY_DATA_INVALID', message: expect.stringContaining(`data.yaml:${place}`) }),
    );
  });
});
