import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore, pack, quickNpm, writeStated } from '../__fixtures__/store.ts';
import { removeFolders } from '../__fixtures__/write-plugin.ts';
import type { PluginEntry } from './plugin-store.ts';

const versions = (entries: readonly PluginEntry[]): readonly string[] =>
  entries.map((entry) =>
    entry.kind === 'ready' ? `${entry.plugin.name}@${entry.plugin.version}` : `${entry.name} broken`,
  );
const filesOf = (folder: string, name: string): readonly string[] =>
  existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [];

afterAll(removeFolders);

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

  it('says where it cannot keep anything', async () => {
    const { store } = openStore({ folder: join(writeStated(), 'index.js', 'plugins') });
    const refusal = { code: 'PLUGIN_STORE_INVALID', message: expect.stringContaining('cannot be made: ENOTDIR') };
    await expect(store.stage(writeStated())).rejects.toMatchObject(refusal);
    await expect(store.link(writeStated())).rejects.toMatchObject(refusal);
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

describe('a list of plugins that cannot be trusted', () => {
  it.each([
    ['no JSON', '{"schema_version":1,', /it is text that is not JSON/],
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
