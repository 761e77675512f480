import { describe, expect, it } from 'vitest';
import { createSettingsPage, type SettingNode } from './settings.ts';

const schema: SettingNode = {
  properties: {
    a: { type: 'object', properties: { b: { type: 'integer', minimum: 1, default: 3 } } },
    names: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: { list: { type: 'array', items: { type: 'object', properties: { c: { enum: ['x', 'y'] } } } } },
      },
    },
  },
};
const all = ['a', 'a.b', 'names', 'names.<name>.list', 'names.<name>.list[].c'];

function describeKeys(keys: readonly string[]) {
  return Object.fromEntries(keys.map((key) => [key, { text: `says ${key}` }]));
}

describe('the page about the configuration', () => {
  it('shows every key with its type, default and description', () => {
    const { page, problems } = createSettingsPage(schema, describeKeys(all));
    expect(problems).toEqual([]);
    for (const text of [
      'id="a.b"',
      'whole number ≥ 1',
      '<code>3</code>',
      'x or y',
      'says names.&lt;name&gt;.list[].c',
    ]) {
      expect(page.body.markup).toContain(text);
    }
  });

  it('names a key without a description, and a description without a key', () => {
    expect(createSettingsPage(schema, describeKeys([...all.slice(1), 'gone'])).problems).toEqual([
      'the setting a has no description',
      'a description tells of the setting gone, which does not exist',
    ]);
  });
});
