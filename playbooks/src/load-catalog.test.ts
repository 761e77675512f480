import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, CloudOpsError } from '@cloudops/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sample, sampleNamed, surroundings } from './__fixtures__/sample.ts';
import { loadCatalog, type PlaybookFolder } from './load-catalog.ts';

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'playbooks-'));
  for (const name of ['shipped', 'project', 'user']) await mkdir(join(root, name));
});

afterEach(() => rm(root, { recursive: true }));

function folder(origin: PlaybookFolder['origin'], optional = false): PlaybookFolder {
  return { origin, folder: join(root, origin), optional };
}

function load(...folders: readonly PlaybookFolder[]) {
  return loadCatalog({ ...surroundings, folders });
}

async function failure(...folders: readonly PlaybookFolder[]): Promise<{ code: string; lines: readonly string[] }> {
  const error: unknown = await load(...folders).catch((thrown: unknown) => thrown);
  if (!CloudOpsError.isInstance(error))
    throw new CloudOpsError({ code: 'NOT_FAILED', message: 'loading did not fail' });
  return { code: error.code, lines: error.message.replaceAll(`${root}/`, '').split('\n') };
}

describe('loadCatalog', () => {
  it('loads .yaml and .yml of every folder, sorted by name', async () => {
    await writeFile(join(root, 'shipped', 'a.yaml'), sample);
    await writeFile(join(root, 'project', 'z.yml'), sampleNamed('aws-cost', 'cost'));
    await writeFile(join(root, 'project', '.hidden.swp'), 'x');
    const catalog = await load(folder('shipped'), folder('project'), folder('user'));
    expect(catalog.entries.map(({ playbook, origin }) => [playbook.metadata.name, origin])).toEqual([
      ['aws-cost', 'project'],
      ['k8s-high-cpu', 'shipped'],
    ]);
    expect(catalog.entries[1]?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('follows links to files', async () => {
    await writeFile(join(root, 'user', 'a.yaml'), sample);
    await symlink(join(root, 'user', 'a.yaml'), join(root, 'project', 'b.yaml'));
    expect((await load(folder('project'))).entries).toHaveLength(1);
  });

  describe('to a catalog that is there', () => {
    const addTo = (base: Catalog, name: string) =>
      loadCatalog({ ...surroundings, base, folders: [{ origin: `plugin ${name}`, folder: join(root, 'user') }] });

    async function loadBase(): Promise<Catalog> {
      await writeFile(join(root, 'shipped', 'a.yaml'), sample);
      return load(folder('shipped'));
    }

    it('adds what is in the folders', async () => {
      const base = await loadBase();
      await writeFile(join(root, 'user', 'z.yaml'), sampleNamed('acme-cost', 'acme-cost'));
      const { entries } = await addTo(base, 'acme');
      expect(entries.map(({ playbook, origin }) => [playbook.metadata.name, origin])).toEqual([
        ['acme-cost', 'plugin acme'],
        ['k8s-high-cpu', 'shipped'],
      ]);
    });

    it('blames the newcomer for a name or a trigger that is taken', async () => {
      const base = await loadBase();
      await writeFile(join(root, 'user', 'z.yaml'), sample);
      await expect(addTo(base, 'acme')).rejects.toThrow(/z\.yaml:.*is taken by the shipped playbook k8s-high-cpu/);
      await writeFile(join(root, 'user', 'z.yaml'), sample.replace('k8s-high-cpu', 'a-high-cpu'));
      await expect(addTo(base, 'acme')).rejects.toThrow(/^\S+z\.yaml:\d+:\d+: .*k8s-high-cpu/);
    });
  });

  it('needs a folder unless it is optional', async () => {
    const missing = { origin: 'user', folder: join(root, 'nope') } as const;
    expect((await load({ ...missing, optional: true })).entries).toEqual([]);
    expect(await failure(missing)).toEqual({
      code: 'PLAYBOOK_FOLDER_UNREADABLE',
      lines: ['The playbook folder nope cannot be read: ENOENT'],
    });
  });

  it('names every problem of every file', async () => {
    await writeFile(join(root, 'shipped', 'a.yaml'), sample.replace('kubernetes.list', 'kubernetes.lst'));
    await writeFile(join(root, 'project', 'b.yaml'), 'a: [');
    await writeFile(join(root, 'project', 'notes.txt'), 'x');
    await mkdir(join(root, 'project', 'folder.yaml'));
    expect(await failure(folder('shipped'), folder('project'))).toEqual({
      code: 'PLAYBOOK_INVALID',
      lines: [
        'project/b.yaml:1:5: flow sequence in block collection must be sufficiently indented and end with a ] (line it up with its neighbours)',
        'project/folder.yaml:1:1: is no file (put a readable playbook there)',
        'project/notes.txt:1:1: is no .yaml or .yml file (move it out of the playbook folder)',
        'shipped/a.yaml:25:13: no action "kubernetes.lst" is known (did you mean "kubernetes.list"?)',
      ],
    });
  });

  it('does not let one playbook take the name of another, whatever the version', async () => {
    await writeFile(join(root, 'shipped', 'a.yaml'), sample);
    await writeFile(join(root, 'project', 'b.yaml'), sample.replace('1.0.0', '2.0.0'));
    expect((await failure(folder('shipped'), folder('project'))).lines).toEqual([
      'project/b.yaml:3:9: the name "k8s-high-cpu" is taken by the shipped playbook shipped/a.yaml (rename the playbook in project/b.yaml)',
    ]);
  });

  it('refuses triggers between which matching could not choose', async () => {
    await writeFile(join(root, 'shipped', 'a.yaml'), sample);
    await writeFile(join(root, 'user', 'b.yaml'), sampleNamed('my-cpu', 'high-cpu'));
    expect((await failure(folder('shipped'), folder('user'))).lines).toEqual([
      'user/b.yaml:10:5: k8s-high-cpu and my-cpu both answer intent "diagnose", resource "workload", goal "high-cpu" equally well (make this trigger or that of shipped/a.yaml more specific)',
    ]);
  });

  it('does not read a file that is too large', async () => {
    await writeFile(join(root, 'user', 'a.yaml'), 'x'.repeat(300_000));
    expect((await failure(folder('user'))).lines).toEqual([
      'user/a.yaml:1:1: has 300000 bytes; a playbook may have 262144 (put a readable playbook there)',
    ]);
  });

  it('reports a link that leads nowhere', async () => {
    await symlink(join(root, 'nope'), join(root, 'user', 'a.yaml'));
    expect((await failure(folder('user'))).lines).toEqual([
      'user/a.yaml:1:1: cannot be read: ENOENT (put a readable playbook there)',
    ]);
  });
});
