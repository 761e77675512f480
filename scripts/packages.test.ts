import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRegion } from './generate-readmes.ts';
import { listLibraries, root } from './workspace.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloudops-packages-'));
const libraries = listLibraries();
const tarballs = new Map<string, string>();

function pnpm(args: readonly string[], cwd: string): string {
  // Without CI's frozen lockfile: these folders have none.
  const environment = { ...process.env, CI: '', NODE_ENV: '' };
  const result = spawnSync('pnpm', args, { cwd, encoding: 'utf8', env: environment });
  if (result.status !== 0) throw new Error(`pnpm ${args.join(' ')}: ${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** An empty folder with one package in it; what it needs of ours comes packed too, all else from the registry's store. */
function install(name: string): string {
  const place = join(folder, 'use', name.replace('/', '-'));
  mkdirSync(place, { recursive: true });
  const manifest = {
    name: 'user',
    private: true,
    type: 'module',
    dependencies: { [name]: `file:${tarballs.get(name)}` },
  };
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest));
  const overrides = [...tarballs].map(([other, tarball]) => `  "${other}": "file:${tarball}"`).join('\n');
  writeFileSync(
    join(place, 'pnpm-workspace.yaml'),
    `packages: []\noverrides:\n${overrides}\ntrustLockfile: true\npmOnFail: ignore\nnodeLinker: hoisted\n`,
  );
  pnpm(['install', '--prefer-offline', '--ignore-scripts', '--config.minimum-release-age=0'], place);
  return place;
}

/** Our packages that an install brought, its own included. */
function listOurs(place: string): readonly string[] {
  return readdirSync(join(place, 'node_modules/@cloudops')).sort();
}

describe('each package, packed and used from an empty folder', () => {
  beforeAll(() => {
    for (const { name, folder: source } of libraries) {
      const out = join(folder, 'packed', name.replace('/', '-'));
      mkdirSync(out, { recursive: true });
      pnpm(['pack', '--pack-destination', out], join(root, source));
      tarballs.set(name, join(out, readdirSync(out)[0] ?? ''));
    }
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(libraries.map(({ name, folder: source }) => [name, source] as const))(
    '%s runs its README example',
    (name, source) => {
      const example = readRegion(readFileSync(join(root, source, 'examples/readme.ts'), 'utf8'));
      const place = install(name);
      writeFileSync(join(place, 'example.ts'), example ?? '');
      const run = spawnSync(process.execPath, ['example.ts'], { cwd: place, encoding: 'utf8' });
      expect(run.stderr).toBe('');
      expect(run.status).toBe(0);
      expect(run.stdout).not.toBe('');
      if (name === '@cloudops/planner') expect(listOurs(place)).toEqual(['planner', 'spec']);
    },
    60_000,
  );
});
