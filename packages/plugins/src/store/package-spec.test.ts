import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createFolder, removeFolders, writePackage } from '../__fixtures__/write-plugin.ts';
import { toPackageSpec } from './package-spec.ts';

afterAll(removeFolders);

describe('toPackageSpec', () => {
  it.each([['lamp'], ['lamp@1.2.3'], ['lamp@latest'], ['lamp@^1.2.3-beta.1+build'], ['@acme/lamp'], ['@acme/lamp@~2']])(
    'leaves %s as it is',
    async (spec) => {
      expect(await toPackageSpec(spec)).toBe(spec);
    },
  );

  it('makes paths absolute', async () => {
    const folder = writePackage({ 'lamp-1.0.0.tgz': '', 'lamp/package.json': '{}' }, createFolder());
    const expected = { tarball: `file:${folder}/lamp-1.0.0.tgz`, folder: `file:${folder}/lamp` };
    for (const spec of ['lamp-1.0.0.tgz', './lamp-1.0.0.tgz', 'file:lamp-1.0.0.tgz', `${folder}/lamp-1.0.0.tgz`]) {
      expect(await toPackageSpec(spec, folder)).toBe(expected.tarball);
    }
    for (const spec of ['./lamp', 'file:./lamp', `file://${folder}/lamp`]) {
      expect(await toPackageSpec(spec, folder)).toBe(expected.folder);
    }
  });

  it('gives npm nothing but a name or an absolute path, whatever it is given', async () => {
    const piece = fc.constantFrom(
      '-',
      '--',
      '@',
      '/',
      '.',
      '..',
      ':',
      ' ',
      '\n',
      'a',
      'git',
      'npm',
      'file',
      '.tgz',
      '%',
      '#',
      '=',
      '\u0000',
    );
    const spec = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    const folder = createFolder();
    await fc.assert(
      fc.asyncProperty(spec, async (given) => {
        const taken = await toPackageSpec(given, folder).catch((error: { readonly code?: string }) => error.code);
        expect(taken).toMatch(
          /^(PLUGIN_SPEC_INVALID|file:\/[^%?#\\\n]*|(@[a-z0-9][\w.~-]*\/)?[a-z0-9][\w.~-]*(@[\w.+~^-]+)?)$/,
        );
      }),
    );
  });
});
