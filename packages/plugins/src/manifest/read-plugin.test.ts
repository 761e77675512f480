import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { statedPackage, writeStated } from '../__fixtures__/store.ts';
import { createFolder, removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import { readPlugin } from './read-plugin.ts';

const provider = { name: 'lamp', module: './index.js', network: 'none', risk: 'read' };

function writeManifest(cloudops: unknown, more: object = {}): string {
  return writePackage({
    'package.json': { name: 'cloudops-plugin-lamp', version: '1.0.0', cloudops, ...more },
    'index.js': '',
  });
}

afterAll(removeFolders);

describe('readPlugin', () => {
  it('reads a manifest, and runs nothing', async () => {
    const root = writeStated({ provider: 'lamp', command: 'lamp on' });
    expect(await readPlugin(root)).toEqual({
      ...{ name: 'cloudops-plugin-lamp', version: '1.0.0', root, origin: 'linked' },
      manifest: {
        specificationVersion: 'v1',
        providers: [{ module: './index.js', network: 'none', name: 'lamp', risk: 'read' }],
        commands: [{ module: './index.js', network: 'none', name: 'lamp on', description: 'Does it.' }],
      },
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
  });

  it('has a digest of what is in the package, wherever it lies', async () => {
    const files = statedPackage({ provider: 'lamp' });
    const [one, two] = [writePackage(files), writePackage(files)];
    const digest = async (root: string): Promise<string> => (await readPlugin(root)).digest;
    expect(await digest(one)).toBe(await digest(two));
    mkdirSync(join(two, 'node_modules/x'), { recursive: true });
    writeFileSync(join(two, 'node_modules/x/a.js'), '');
    expect(await digest(one)).toBe(await digest(two));
    writeFileSync(join(two, 'more.js'), '');
    expect(await digest(one)).not.toBe(await digest(two));
  });

  it.each([
    ['no folder', join(createFolder(), 'no'), 'PLUGIN_MANIFEST_MISSING', /There is no package in/],
    ['no plugin', writeManifest(undefined), 'PLUGIN_MANIFEST_MISSING', /no plugin of CloudOps.*no field "cloudops"/],
    ['no JSON', writePackage({ 'package.json': '{' }), 'PLUGIN_MANIFEST_INVALID', /not JSON/],
    ['a prototype', writePackage({ 'package.json': '{"__proto__":{}}' }), 'PLUGIN_MANIFEST_INVALID', /__proto__/],
    ['a wild name', writeManifest({}, { name: '../x' }), 'PLUGIN_MANIFEST_INVALID', /name: must be a package name/],
    ['a wild version', writeManifest({}, { version: 'x' }), 'PLUGIN_MANIFEST_INVALID', /version: must be a version/],
    [
      'a later specification',
      writeManifest({ specificationVersion: 'v2', powers: [] }),
      'PLUGIN_SPECIFICATION_UNSUPPORTED',
      /cloudops-plugin-lamp 1\.0\.0 is of the specification "v2", and this CloudOps knows "v1"/,
    ],
    ['no specification', writeManifest({}), 'PLUGIN_SPECIFICATION_UNSUPPORTED', /states no specificationVersion/],
    ['no object', writeManifest(7), 'PLUGIN_SPECIFICATION_UNSUPPORTED', /states no specificationVersion/],
    ['nothing', writeManifest({ specificationVersion: 'v1' }), 'PLUGIN_MANIFEST_INVALID', /delivers nothing/],
    [
      'more providers than there may be processes',
      writeManifest({
        specificationVersion: 'v1',
        providers: Array.from({ length: 11 }, (_, at) => ({
          name: `p${at}`,
          module: './m.js',
          risk: 'read',
          network: 'none',
        })),
      }),
      'PLUGIN_MANIFEST_INVALID',
      /delivers 11 providers; 10 are taken/,
    ],
    [
      'an unknown field',
      writeManifest({ specificationVersion: 'v1', hooks: {} }),
      'PLUGIN_MANIFEST_INVALID',
      /wrong field "cloudops".*hooks/,
    ],
    [
      'a provider twice',
      writeManifest({ specificationVersion: 'v1', providers: [provider, provider] }),
      'PLUGIN_MANIFEST_INVALID',
      /the provider "lamp" twice/,
    ],
    [
      'a module that is not there',
      writeManifest({ specificationVersion: 'v1', providers: [{ ...provider, module: './no.js' }] }),
      'PLUGIN_MODULE_MISSING',
      /names \.\/no\.js, which is not in its package/,
    ],
    [
      'a module elsewhere',
      writeManifest({ specificationVersion: 'v1', providers: [{ ...provider, module: './a/../../b.js' }] }),
      'PLUGIN_MANIFEST_INVALID',
      /must stay in the package/,
    ],
    [
      'a variable that changes the process',
      writeManifest({ specificationVersion: 'v1', providers: [{ ...provider, environment: ['NODE_OPTIONS'] }] }),
      'PLUGIN_MANIFEST_INVALID',
      /the environment variable NODE_OPTIONS/,
    ],
    [
      'control characters',
      writeManifest({
        specificationVersion: 'v1',
        commands: [{ name: 'x', module: './index.js', network: 'none', description: 'a\u001b[2J' }],
      }),
      'PLUGIN_MANIFEST_INVALID',
      /control characters/,
    ],
  ])('refuses %s', async (_, root, code, message) => {
    await expect(readPlugin(root)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('refuses a module that a link leads out of the package', async () => {
    const root = writeManifest({ specificationVersion: 'v1', providers: [{ ...provider, module: './out.js' }] });
    symlinkSync(join(writeStated(), 'index.js'), join(root, 'out.js'));
    await expect(readPlugin(root)).rejects.toMatchObject({
      message: expect.stringContaining('leads out of its package'),
    });
  });
});
