import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isRunning } from '../__fixtures__/is-running.ts';
import { openStore, quickNpm, writeStated } from '../__fixtures__/store.ts';
import { createFolder, removeFolders } from '../__fixtures__/write-plugin.ts';

const filesOf = (folder: string, name: string): readonly string[] =>
  existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [];

afterAll(removeFolders);

describe('what npm is given', () => {
  const refused = [
    ...[
      '',
      '-g',
      '--ignore-scripts=false',
      'a b',
      'Upper',
      'git+ssh://x/y',
      'user/repository',
      'npm:other',
      'a@npm:b',
      'a@../b',
    ],
    ...[
      'https://host.test/a.tgz',
      'file:a%2fb',
      './no-such.tgz',
      'file:',
      'a@1 --force',
      'a;b',
      'a\nb',
      '@scope',
      'github:a/b',
    ],
  ];

  it.each(refused.map((spec) => [spec]))('is never %j', async (spec) => {
    const { store, folder } = openStore();
    await expect(store.stage(spec)).rejects.toMatchObject({ code: 'PLUGIN_SPEC_INVALID' });
    expect(existsSync(folder)).toBe(false);
  });

  /** A folder with a program named npm that a test writes. */
  function fakeNpm(script: string): Readonly<Record<string, string | undefined>> {
    const folder = createFolder();
    writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`, OUT: join(folder, 'out') };
  }

  it('is a name after all options', async () => {
    const variables = fakeNpm(
      'for word in "$@"; do echo "$word" >> "$OUT"; done; echo "npm error no network" >&2; exit 1',
    );
    const { store, folder } = openStore({ variables });
    await expect(store.stage('@acme/lamp@^1.0.0')).rejects.toMatchObject({
      code: 'PLUGIN_INSTALL_FAILED',
      message: 'The plugin @acme/lamp@^1.0.0 could not be installed: npm: no network.',
    });
    const words = readFileSync(variables.OUT ?? '', 'utf8')
      .trim()
      .split('\n');
    expect(words.slice(-2)).toEqual(['--', '@acme/lamp@^1.0.0']);
    expect(words).toEqual(
      expect.arrayContaining(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--allow-git=none']),
    );
    expect(filesOf(folder, 'staging')).toEqual([]);
  });

  it('is not bent by a configuration that would install elsewhere or run scripts', async () => {
    const configuration = {
      ...{ npm_config_location: 'global', npm_config_global: 'true', npm_config_ignore_scripts: 'false' },
      ...{ npm_config_package_lock_only: 'true', npm_config_dry_run: 'true', npm_config_save: 'false' },
      ...{ npm_config_install_strategy: 'linked', npm_config_omit: 'prod' },
    };
    const { store } = openStore({ variables: { ...process.env, ...configuration } });
    const staged = await store.stage(writeStated({ fields: { scripts: { postinstall: 'touch ran' } } }));
    expect(readdirSync(staged.plugin.root).sort()).toEqual(['index.js', 'package.json']);
    await staged.discard();
  });

  it('is waited for only so long, and it ends with what it started', async () => {
    const variables = fakeNpm('sleep 60 & echo $! > "$OUT"; wait');
    const { store, folder } = openStore({ variables });
    await expect(store.stage('lamp', { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'PLUGIN_INSTALL_FAILED',
      message: expect.stringContaining('longer than 0.2 s'),
    });
    const child = Number(readFileSync(variables.OUT ?? '', 'utf8'));
    await expect.poll(() => isRunning(child)).toBe(false);
    expect(filesOf(folder, 'staging')).toEqual([]);
  });

  it('is interrupted by a signal', async () => {
    const { store } = openStore({ variables: fakeNpm('sleep 60') });
    const stage = store.stage('lamp', { signal: AbortSignal.timeout(100) });
    await expect(stage).rejects.toMatchObject({ message: expect.stringContaining('it was interrupted') });
  });

  it('is missed where there is none', async () => {
    const { store } = openStore({ variables: { PATH: createFolder() } });
    await expect(store.stage('lamp')).rejects.toMatchObject({ code: 'PLUGIN_NPM_MISSING' });
  });

  it('is no plugin where the package is none', async () => {
    const { store, folder } = openStore({ variables: quickNpm() });
    await expect(store.stage(writeStated({ fields: { cloudops: undefined } }))).rejects.toMatchObject({
      code: 'PLUGIN_MANIFEST_MISSING',
    });
    expect(filesOf(folder, 'staging')).toEqual([]);
  });
});
