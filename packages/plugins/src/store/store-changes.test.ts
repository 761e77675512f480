import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { changeStore, openStore, quickNpm, writeStated } from '../__fixtures__/store.ts';
import { removeFolders } from '../__fixtures__/write-plugin.ts';
import type { PluginEntry } from './plugin-store.ts';

const versions = (entries: readonly PluginEntry[]): readonly string[] =>
  entries.map((entry) =>
    entry.kind === 'ready' ? `${entry.plugin.name}@${entry.plugin.version}` : `${entry.name} broken`,
  );
const filesOf = (folder: string, name: string): readonly string[] =>
  existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [];

afterAll(removeFolders);

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
