import { describe, expect, it } from 'vitest';
import type { Plugin } from '../manifest/plugin.ts';
import { checkDescription } from './check-description.ts';

const plugin: Plugin = {
  ...{ name: 'cloudops-plugin-lamp', version: '1.2.3', root: '/', origin: 'linked', digest: 'sha256:0' },
  manifest: { specificationVersion: 'v1' },
};
const provider = { name: 'lamp', module: './lamp.js', network: 'none', risk: 'write' } as const;
const get = {
  ...{ name: 'get', description: 'Reads', risk: 'read', estimatedSec: 1, estimatedCostUsd: 0, isChange: false },
  ...{ input: { type: 'object' }, output: {} },
};
const finding = { code: 'LAMP-1', title: 'a', role: 'fault', severity: 'low', decided: 'b', remedy: 'c' };
const description = {
  ...{ specificationVersion: 'v1', name: 'lamp', version: '1.2.3', canLocate: false },
  ...{ actions: [get], findings: [finding] },
};

function withAction(action: object): object {
  return { ...description, actions: [{ ...get, ...action }] };
}

describe('checkDescription', () => {
  it('takes what keeps to the manifest', () => {
    expect(checkDescription(description, { plugin, provider })).toEqual(description);
  });

  it.each([
    ['another name', { ...description, name: 'kubernetes' }, /calls itself "kubernetes"/],
    ['another version', { ...description, version: '9.9.9' }, /has the version 9.9.9, and its package 1.2.3/],
    ['a higher risk', withAction({ risk: 'delete', isChange: true }), /the risk delete, and its manifest states write/],
    ['a read that changes', withAction({ isChange: true }), /only reads and has a change protocol/],
    ['a write without a protocol', withAction({ risk: 'write' }), /without a change protocol/],
    ['two actions of one name', { ...description, actions: [get, get] }, /two actions named "get"/],
    ['two findings of one code', { ...description, findings: [finding, finding] }, /two findings with the code LAMP-1/],
    ['no action', { ...description, actions: [] }, /actions/],
    ['an action with a wild name', withAction({ name: 'Get It' }), /actions\.0\.name/],
    ['control characters', withAction({ description: 'a\u001b[2Jb' }), /description: must be one line/],
    ['an unknown field', { ...description, powers: 'all' }, /powers/],
    [
      'a schema that is none',
      withAction({ input: { type: 'lamp' } }),
      /an input of the action "get" that cannot be checked/,
    ],
    [
      'a schema that refers to nothing',
      withAction({ output: { $ref: '#/$defs/no' } }),
      /an output of the action "get"/,
    ],
    ['a negative estimate', withAction({ estimatedSec: -1 }), /estimatedSec/],
  ])('refuses %s', (_, said, why) => {
    expect(() => checkDescription(said, { plugin, provider })).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_DESCRIPTION_INVALID',
        message: expect.stringMatching(why),
        nextSteps: expect.arrayContaining(['cloudops plugins uninstall cloudops-plugin-lamp']),
      }),
    );
  });

  it.each([['v2'], ['v0'], [undefined], [{}]])(
    'refuses the specification %j by its own code',
    (specificationVersion) => {
      expect(() => checkDescription({ ...description, specificationVersion }, { plugin, provider })).toThrow(
        expect.objectContaining({ code: 'PLUGIN_SPECIFICATION_UNSUPPORTED' }),
      );
    },
  );

  it('refuses one that is huge', () => {
    const said = withAction({ input: { description: 'x'.repeat(5_000_000) } });
    expect(() => checkDescription(said, { plugin, provider })).toThrow(/describes itself in \d+ bytes/);
  });
});
