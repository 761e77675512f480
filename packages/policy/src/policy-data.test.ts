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
});
