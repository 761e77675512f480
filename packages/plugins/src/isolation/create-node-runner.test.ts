import { describe, expect, it } from 'vitest';
import { createNodeRunner } from './create-node-runner.ts';

describe('createNodeRunner', () => {
  it.each([
    ['26.10.0', true],
    ['25.0.0', true],
    ['24.9.0', false],
    ['22.19.0', false],
  ])('of Node %s has its permissions: %s', (version, isPermissioned) => {
    const made = createNodeRunner({ program: '/usr/bin/node', version, entry: '/opt/lib/plugin-runner.js' });
    expect(made).toMatchObject({ program: '/usr/bin/node', isPermissioned });
    expect(made.arguments.at(-1)).toBe('/opt/lib/plugin-runner.js');
    expect(made.arguments.includes('--allow-fs-read=/opt/lib/')).toBe(isPermissioned);
  });
});
