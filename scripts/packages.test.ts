import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** An empty folder with some packages in it; what they need of ours comes packed too, all else from the registry's store. */
function install(...names: readonly string[]): string {
  const place = join(folder, 'use', `${names.length}-${names[0]?.replace('/', '-')}`);
  mkdirSync(place, { recursive: true });
  const manifest = {
    name: 'user',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(names.map((name) => [name, `file:${tarballs.get(name)}`])),
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

  describe('together', () => {
    const source = join(root, 'examples/embedding');
    const { dependencies } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    let place = '';

    beforeAll(() => {
      place = install(...Object.keys(dependencies));
      cpSync(join(source, 'src'), place, { recursive: true, filter: (file) => !file.endsWith('.test.ts') });
      cpSync(join(root, 'playbooks/worlds/hot-shard.world.json'), join(place, 'hot-shard.world.json'));
    }, 60_000);

    /** What a program prints, with nothing on standard error. */
    function run(args: readonly string[], input = ''): { readonly status: number | null; readonly stdout: string } {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: place, encoding: 'utf8', input });
      expect(stderr).toBe('');
      return { status, stdout };
    }

    /** What a server answers to one request, and how it then ends. */
    async function ask(
      args: readonly string[],
      request: RequestInit,
    ): Promise<readonly [text: string, status: number]> {
      const child = spawn(process.execPath, args, { cwd: place, stdio: ['ignore', 'pipe', 'inherit'] });
      const ended = new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
      try {
        const line = await new Promise<string>((resolve, reject) => {
          child.stdout.setEncoding('utf8').once('data', resolve);
          void ended.then((status) => reject(new Error(`${args[0]} ended with ${status}`)));
        });
        const { port } = JSON.parse(line);
        const text = await (await fetch(`http://127.0.0.1:${port}/ask`, { method: 'POST', ...request })).text();
        child.kill('SIGTERM');
        return [text, await ended];
      } finally {
        child.kill('SIGKILL');
      }
    }

    it('plan, read a question and decide, each alone', () => {
      const planned = run(['planner-alone.ts', 'staging', 'api', '5']);
      expect(planned.status).toBe(0);
      writeFileSync(join(place, 'api.plan.json'), planned.stdout);
      expect(run(['policy-gate.ts', 'api.plan.json'])).toMatchObject({
        status: 4,
        stdout: expect.stringMatching(/^deny: /),
      });
      expect(run(['intent-bot.ts'], 'why is checkout down in prod?\n').stdout).toBe('That is service-down in prod.\n');
    }, 60_000);

    it('record what another service does', async () => {
      const order = { headers: { 'x-user': 'alice' } };
      expect(await ask(['audit-service.ts', join(place, 'orders')], order)).toEqual(['ordered\n', 0]);
    }, 60_000);

    it('answer a question as a server', async () => {
      const question = { body: JSON.stringify({ question: 'why is CPU high in prod?' }) };
      const [text, status] = await ask(['ask-server.ts', 'hot-shard.world.json', join(place, 'asked')], question);
      expect(JSON.parse(text)).toMatchObject({ report: { status: 'completed', causes: [{ code: 'CPU-104' }] } });
      expect(status).toBe(0);
    }, 60_000);
  });
});
