import { expect, it } from 'vitest';
import * as plugins from './index.ts';

it('exports exactly what the README promises', () => {
  expect(Object.keys(plugins).sort()).toEqual([
    'createIsolatedProvider',
    'createNodeRunner',
    'describeProvider',
    'openPluginStore',
    'readPlugin',
    'runPluginCommand',
  ]);
});
