import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRunning } from '../__fixtures__/is-running.ts';
import { changeStore, openStore, pack, quickNpm, writeStated } from '../__fixtures__/store.ts';
import { createFolder } from '../__fixtures__/write-plugin.ts';
import type { PluginEntry } from './plugin-store.ts';

const versions = (entries: readonly PluginEntry[]): readonly string[] =>
  entries.map((entry) =>
    entry.kind === 'ready' ? `${entry.plugin.name}@${entry.plugin.version}` : `${entry.name} broken`,
  );
const filesOf = (folder: string, name: string): readonly string[] =>
  existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [];

describe('a plugin store', () => {
  it('is empty and unwritten before its first plugin', async () => {
    const { store, folder } = openStore();
    expect(await store.list()).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('takes a tarball after a yes, for its user alone, and forgets it', async () => {
    const { store, folder } = openStore();
    const staged = await store.stage(pack(writeStated()));
    expect(staged.plugin).toMatchObject({ name: 'cloudops-plugin-lamp', version: '1.0.0', origin: 'installed' });
    expect(await store.list()).toEqual([]);
    const plugin = await staged.accept();
    expect(plugin.digest).toBe(staged.plugin.digest);
    expect(existsSync(join(plugin.root, 'index.js'))).toBe(true);
    expect(await store.list()).toEqual([{ kind: 'ready', plugin }]);
    expect(statSync(join(folder, 'plugins.json')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(await store.remove('cloudops-plugin-lamp')).toEqual({ kind: 'ready', plugin });
    expect(await store.list()).toEqual([]);
    expect(filesOf(folder, 'packages')).toEqual([]);
  });

  it('takes a folder and a later version, and runs no script of either', async () => {
    const { store, folder } = openStore();
    const fields = {
      scripts: { preinstall: 'touch ran', install: 'touch ran', postinstall: 'touch ran', prepare: 'touch ran' },
    };
    await (await store.stage(writeStated({ fields }))).accept();
    const staged = await store.stage(`file:${writeStated({ fields, version: '2.0.0' })}`);
    expect(staged.replaces).toMatchObject({ kind: 'ready', plugin: { version: '1.0.0' } });
    const { root } = await staged.accept();
    expect(versions(await store.list())).toEqual(['cloudops-plugin-lamp@2.0.0']);
    expect(filesOf(folder, 'packages')).toHaveLength(1);
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('forgets what was not accepted', async () => {
    const { store, folder } = openStore({ variables: quickNpm() });
    const staged = await store.stage(writeStated());
    await staged.discard();
    await staged.discard();
    expect(filesOf(folder, 'staging')).toEqual([]);
    expect(await store.list()).toEqual([]);
  });

  it('does not take what changed after it was shown', async () => {
    const { store } = openStore({ variables: quickNpm() });
    const staged = await store.stage(writeStated());
    appendFileSync(join(staged.plugin.root, 'index.js'), '// more');
    await expect(staged.accept()).rejects.toMatchObject({ code: 'PLUGIN_CHANGED' });
    expect(await store.list()).toEqual([]);
  });

  it('links a folder, and sees what becomes of it', async () => {
    const { store } = openStore();
    const folder = writeStated();
    const linked = await store.link(folder);
    expect(linked).toMatchObject({ origin: 'linked', root: folder });
    appendFileSync(join(folder, 'index.js'), '// more');
    const [entry] = await store.list();
    expect(entry).toMatchObject({ kind: 'ready', plugin: { root: folder } });
    expect(entry?.kind === 'ready' && entry.plugin.digest !== linked.digest).toBe(true);
    rmSync(join(folder, 'index.js'));
    expect(await store.list()).toMatchObject([
      {
        kind: 'broken',
        name: 'cloudops-plugin-lamp',
        why: expect.stringContaining('./index.js, which is not in its package'),
      },
    ]);
    rmSync(folder, { recursive: true });
    expect(await store.list()).toMatchObject([
      { kind: 'broken', why: expect.stringContaining('There is no package in') },
    ]);
    expect(await store.remove('cloudops-plugin-lamp')).toMatchObject({ kind: 'broken' });
    expect(await store.list()).toEqual([]);
  });

  it('says what it does not have', async () => {
    const { store } = openStore();
    await expect(store.remove('nobody')).rejects.toMatchObject({ code: 'PLUGIN_NOT_FOUND' });
  });

  it('keeps descriptions, and is not harmed when they cannot be read', async () => {
    const { store, folder } = openStore();
    const description = {
      specificationVersion: 'v1',
      name: 'a',
      version: '1',
      actions: [],
      findings: [],
      canLocate: false,
    } as const;
    expect(await store.descriptions.read('a')).toBeUndefined();
    await store.descriptions.write('a', description);
    expect(await store.descriptions.read('a')).toEqual(description);
    writeFileSync(join(folder, 'descriptions/a.json'), '{"half');
    expect(await store.descriptions.read('a')).toBeUndefined();
  });
});

describe('names that two plugins want', () => {
  it.each([
    ['a provider', { provider: 'torch' }, { provider: 'torch' }, 'the provider "torch"'],
    ['a command', { command: 'torch' }, { command: 'torch' }, 'the command "torch"'],
    ['the first word of a command', { command: 'torch' }, { command: 'torch on' }, 'the command "torch on"'],
    ['a playbook', { playbooks: true }, { playbooks: true, provider: 'other' }, 'the playbook "one"'],
  ])('are refused for %s, naming both', async (_, first, second, what) => {
    const { store } = openStore({ readPlaybookNames: async () => ['one'] });
    await store.link(writeStated({ name: 'first', ...first }));
    const link = store.link(writeStated({ name: 'second', provider: 'mine', ...second }));
    await expect(link).rejects.toMatchObject({
      code: 'PLUGIN_CLASH',
      message: `The plugin second 1.0.0 delivers ${what}, which the plugin first 1.0.0 delivers too.`,
    });
    expect(versions(await store.list())).toEqual(['first@1.0.0']);
  });

  it.each([
    [{ provider: 'kubernetes' }, 'the provider "kubernetes", which CloudOps itself has'],
    [{ command: 'plan' }, 'the command "plan", which CloudOps itself has'],
    [{ command: 'plan more' }, 'the command "plan more", which CloudOps itself has'],
    [{ playbooks: true }, 'the playbook "cpu", which CloudOps itself has'],
  ])('are refused where CloudOps has them: %j', async (stated, what) => {
    const { store, folder } = openStore({ readPlaybookNames: async () => ['cpu'], variables: quickNpm() });
    await expect(store.link(writeStated(stated))).rejects.toMatchObject({ message: expect.stringContaining(what) });
    await expect(store.stage(writeStated(stated))).rejects.toMatchObject({ code: 'PLUGIN_CLASH' });
    expect(filesOf(folder, 'staging')).toEqual([]);
  });

  it('are no clash for two commands beside each other, or for the plugin itself', async () => {
    const { store } = openStore();
    await store.link(writeStated({ name: 'first', provider: 'a', command: 'torch on' }));
    await store.link(writeStated({ name: 'second', provider: 'b', command: 'torch off' }));
    await store.link(writeStated({ name: 'second', provider: 'b', command: 'torch off', version: '1.1.0' }));
    expect(versions(await store.list())).toEqual(['first@1.0.0', 'second@1.1.0']);
  });

  it('break both where a linked one takes a name later', async () => {
    const { store } = openStore();
    await store.link(writeStated({ name: 'first', provider: 'a' }));
    const second = writeStated({ name: 'second', provider: 'b' });
    await store.link(second);
    const file = join(second, 'package.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"name":"b"', '"name":"a"'));
    expect(await store.list()).toMatchObject([
      { kind: 'broken', name: 'first', why: expect.stringContaining('which the plugin second') },
      { kind: 'broken', name: 'second', why: expect.stringContaining('which the plugin first') },
    ]);
  });
});

describe('a list of plugins that cannot be trusted', () => {
  it.each([
    ['no JSON', '{"schema_version":1,', /it is a message that is not JSON|not JSON/],
    ['another form', '{"schema_version":2,"plugins":[]}', /schema_version/],
    [
      'a way out of the store',
      `{"schema_version":1,"plugins":[{"name":"a","version":"1.0.0","origin":"installed","path":"packages/../../x","digest":"sha256:${'0'.repeat(64)}"}]}`,
      /must stay in the store/,
    ],
  ])('is refused: %s', async (_, text, why) => {
    const { store, folder } = openStore();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'plugins.json'), text, { mode: 0o600 });
    await expect(store.list()).rejects.toMatchObject({
      code: 'PLUGIN_STORE_INVALID',
      message: expect.stringMatching(why),
    });
  });

  it('is refused when others may write to it', async () => {
    const { store, folder } = openStore();
    await store.link(writeStated());
    chmodSync(join(folder, 'plugins.json'), 0o666);
    await expect(store.list()).rejects.toMatchObject({
      code: 'PLUGIN_STORE_INVALID',
      nextSteps: [expect.stringContaining('chmod 600')],
    });
  });
});

describe('a process that dies while it changes the store', () => {
  const first = writeStated();
  const second = writeStated({ version: '2.0.0' });
  const old = 'cloudops-plugin-lamp@1.0.0';

  it.concurrent.each([
    ['install', second, 'staged', [old]],
    ['install', second, 'moved', [old]],
    ['install', second, 'registered', ['cloudops-plugin-lamp@2.0.0']],
    ['install', second, 'tidied', ['cloudops-plugin-lamp@2.0.0']],
    ['remove', 'cloudops-plugin-lamp', 'registered', []],
    ['link', second, 'registered', ['cloudops-plugin-lamp@2.0.0']],
  ] as const)('by %s %s at "%s" leaves %j', async (action, what, step, left) => {
    const variables = quickNpm();
    const { store, folder } = openStore({ variables });
    await (await store.stage(first)).accept();
    expect(await changeStore(variables, folder, action, what, step)).toBe('SIGKILL');
    expect(versions(await store.list())).toEqual(left);
    // Who comes next is not held up, and tidies up.
    await store.link(writeStated({ name: 'next', provider: 'next' }));
    expect(versions(await store.list())).toEqual([...left, 'next@1.0.0']);
    const isInstalled = left.length > 0 && action !== 'link';
    expect(filesOf(folder, 'packages')).toHaveLength(isInstalled ? 1 : 0);
    // And what was not finished can be done again.
    await (await store.stage(second)).accept();
    expect(versions(await store.list())).toEqual(['cloudops-plugin-lamp@2.0.0', 'next@1.0.0']);
  });
});

describe('processes that change the store at once', () => {
  it('lose nothing of each other', async () => {
    const { store, folder } = openStore();
    const names = ['a', 'b', 'c', 'd'];
    const all = names.map((name) => changeStore({}, folder, 'link', writeStated({ name, provider: name })));
    await Promise.all([...all, store.link(writeStated({ name: 'e', provider: 'e' }))]);
    expect(versions(await store.list())).toEqual(['a', 'b', 'c', 'd', 'e'].map((name) => `${name}@1.0.0`));
  });
});

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
