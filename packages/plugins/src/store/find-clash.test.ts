import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore, quickNpm, writeStated } from '../__fixtures__/store.ts';
import { removeFolders } from '../__fixtures__/write-plugin.ts';
import type { PluginEntry } from './plugin-store.ts';

const versions = (entries: readonly PluginEntry[]): readonly string[] =>
  entries.map((entry) =>
    entry.kind === 'ready' ? `${entry.plugin.name}@${entry.plugin.version}` : `${entry.name} broken`,
  );
const filesOf = (folder: string, name: string): readonly string[] =>
  existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [];

afterAll(removeFolders);

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
    const names = new Map([
      ['first', 'one'],
      ['second', 'two'],
    ]);
    const folders = new Map<string, string>();
    const nameOf = (folder: string): string => [...folders].find(([, root]) => folder.startsWith(root))?.[0] ?? '';
    const { store } = openStore({ readPlaybookNames: async (folder) => [names.get(nameOf(folder)) ?? 'none'] });
    for (const [name] of names) {
      folders.set(name, writeStated({ name, provider: name, playbooks: true }));
      await store.link(folders.get(name) ?? '');
    }
    names.set('second', 'one');
    expect(await store.list()).toMatchObject([
      { kind: 'broken', name: 'first', why: expect.stringContaining('which the plugin second') },
      { kind: 'broken', name: 'second', why: expect.stringContaining('which the plugin first') },
    ]);
  });

  it('are not taken by a manifest that changes after it was shown', async () => {
    const { store } = openStore();
    await store.link(writeStated({ name: 'first', provider: 'a' }));
    const second = writeStated({ name: 'second', provider: 'b' });
    await store.link(second);
    const file = join(second, 'package.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('"name":"b"', '"name":"a"'));
    expect(await store.list()).toMatchObject([
      { kind: 'ready' },
      { kind: 'broken', name: 'second', nextSteps: [`cloudops plugins link ${second}`] },
    ]);
    writeFileSync(file, before.replace('"network":"none"', '"network":"sockets"'));
    expect(await store.list()).toMatchObject([{ kind: 'ready' }, { kind: 'broken' }]);
    await store.link(second);
    expect(await store.list()).toMatchObject([{ kind: 'ready' }, { kind: 'ready' }]);
  });
});
