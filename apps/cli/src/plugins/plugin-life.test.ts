import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { questionFor, writePlugin } from '../__fixtures__/plugin.ts';
import type { CliUser } from '../__fixtures__/run-cli.ts';
import { cleanUpLater, createUser } from '../__fixtures__/scene.ts';

const seconds = 60_000;

/** What the template's provider reads, on a free port. @returns its address, and what it was asked. */
async function serveHealth(): Promise<{ readonly url: string; readonly seen: readonly string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const components = [
      { name: 'database', status: 'up' },
      { name: 'worker', status: 'restarting' },
    ];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ components }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUpLater(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function eventsOf(user: CliUser): Promise<readonly string[]> {
  return (await user.records()).map(({ event, result }) => `${event} ${result.status}`);
}

describe('a plugin that was just created', () => {
  const question = 'is night-watch up?';
  let user: CliUser;
  let folder: string;
  let seen: readonly string[];

  beforeAll(async () => {
    user = createUser({ WATCH_TOKEN: 's3cret' });
    const server = await serveHealth();
    seen = server.seen;
    user.write(
      '.config/cloudops/config.yaml',
      `plugins: { night-watch: { url: "${server.url}", token: { environment: WATCH_TOKEN } } }\n`,
    );
    expect(await user.run(['plugins', 'create', 'night-watch'])).toMatchObject({ status: 0 });
    folder = join(user.home, 'cloudops-plugin-night-watch');
    expect(await user.run(['plugins', 'link', folder, '--yes'])).toMatchObject({ status: 0 });
  }, seconds);

  it('passes its own tests without an install', () => {
    const output = execFileSync(process.execPath, ['--test', 'test/analyze-health.test.js', 'test/provider.test.js'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(output).toMatch(/fail 0/);
  });

  it('is not linked by a script that does not say yes', async () => {
    const other = createUser();
    const result = await other.json(['plugins', 'link', folder]);
    expect(result.status).toBe(2);
    expectError(result.document, 'CONFIRMATION_MISSING');
    expect(result.stdout).toContain('--yes');
    expect((await other.json(['plugins', 'list'])).document).toMatchObject({ plugins: [] });
    expect(await eventsOf(other)).toEqual([]);
  });

  it('is listed and shown with all that it may do', async () => {
    expect((await user.json(['plugins', 'list'])).document).toMatchObject({
      plugins: [{ name: 'cloudops-plugin-night-watch', state: 'ready', origin: 'linked', providers: ['night-watch'] }],
    });
    expect((await user.json(['plugins', 'inspect', 'night-watch'])).document).toMatchObject({
      plugin: {
        capabilities: [
          {
            kind: 'provider',
            risk: 'read',
            network: 'http',
            permissions: ['get /health'],
            actions: ['read-health (read)', 'analyze-health (read)'],
            findings: ['NIGHTWATCH-101'],
          },
          { kind: 'command', name: 'night-watch ping' },
          { kind: 'playbooks', about: expect.stringContaining('night-watch-health') },
        ],
      },
    });
  });

  it('is recorded with what it may do, before it counts', async () => {
    const records = await user.records();
    expect(records.slice(0, 2)).toMatchObject(
      ['started', 'completed'].map((status) => ({
        event: 'plugin.installed',
        result: { status },
        extra: {
          package: 'cloudops-plugin-night-watch',
          version: '0.1.0',
          digest: expect.stringMatching(/^sha256:/),
          providers: [{ name: 'night-watch', risk: 'read', network: 'http', environment: [] }],
        },
      })),
    );
  });

  it('answers its question, proven, and the log verifies', { timeout: seconds }, async () => {
    const result = await user.json(['ask', question]);
    expect(result.document).toMatchObject({
      report: {
        status: 'completed',
        playbook: { id: 'night-watch-health' },
        causes: [{ code: 'NIGHTWATCH-101', resource: { provider: 'night-watch', name: 'worker' } }],
      },
      run: { calls: { 'night-watch': 1 } },
    });
    expect([result.status, seen]).toEqual([0, ['GET /health Bearer s3cret']]);
    expectTidy(result);
    expect(result.stdout).not.toContain('s3cret');
    expect(await user.run(['audit', 'verify', '--offline'])).toMatchObject({ status: 0 });
    const id = (result.document as { readonly run: { readonly id: string } }).run.id;
    const replayed = await user.run(['runs', 'replay', id]);
    expect([replayed.status, replayed.stderr]).toEqual([0, 'Same report as then.\n']);
  });

  it('explains its finding code, and its playbook is among the others', { timeout: seconds }, async () => {
    expect((await user.run(['findings', 'show', 'NIGHTWATCH-101'])).stdout).toContain('is not up');
    const { document } = await user.json(['playbooks', 'list']);
    expect(document).toMatchObject({
      playbooks: expect.arrayContaining([
        expect.objectContaining({ id: 'night-watch-health', origin: 'plugin cloudops-plugin-night-watch' }),
      ]),
    });
    expect(await user.run(['playbooks', 'validate'])).toMatchObject({ status: 0 });
  });

  it('can be recorded, and the recording answers without the server', { timeout: seconds }, async () => {
    const recorded = await user.run(['record', question, '--name', 'watch']);
    expect(recorded).toMatchObject({ status: 0 });
    const world = readFileSync(join(user.home, 'watch.world.json'), 'utf8');
    expect(world).not.toContain('s3cret');
    expect(world).not.toContain('WATCH_TOKEN');
    const asked = seen.length;
    const { document } = await user.json(['ask', question, '--world', './watch.world.json']);
    expect(document).toMatchObject({ report: { status: 'completed', causes: [{ code: 'NIGHTWATCH-101' }] } });
    expect(seen.length).toBe(asked);
    user.write(
      'watch/expectations.yaml',
      '- { world: watch, first_cause: Component/worker, codes: [NIGHTWATCH-101] }\n',
    );
    user.write('watch/watch.world.json', world);
    expect(await user.run(['playbooks', 'test', '--file', 'watch/expectations.yaml'])).toMatchObject({ status: 0 });
  });

  it('makes a saved plan stale when its files change', { timeout: seconds }, async () => {
    const plan = async (): Promise<string> => {
      const { document } = await user.json(['plan', question]);
      return (document as { readonly plan: { readonly id: string } }).plan.id;
    };
    const before = await plan();
    expect(await plan()).toBe(before);
    const file = join(folder, 'src/analyze-health.js');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n// another day\n`);
    expect(await plan()).not.toBe(before);
  });

  it('is gone once it is uninstalled, and so is its question', { timeout: seconds }, async () => {
    expect(await user.run(['plugins', 'uninstall', 'night-watch'])).toMatchObject({ status: 0 });
    expect(existsSync(join(folder, 'package.json'))).toBe(true);
    expect((await eventsOf(user)).slice(-2)).toEqual(['plugin.removed started', 'plugin.removed completed']);
    const { document } = await user.json(['playbooks', 'list']);
    expect(JSON.stringify(document)).not.toContain('night-watch');
    expect((await user.run(['night-watch', 'ping'])).status).toBe(2);
  });
});

describe.concurrent('a packed plugin', () => {
  it('is installed from its tarball without running its scripts, and answers', { timeout: 2 * seconds }, async () => {
    const user = createUser();
    const folder = writePlugin(user);
    const json = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ ...json, scripts: { install: 'touch ../harm', postinstall: `touch ${user.home}/harm` } }),
    );
    execFileSync('npm', ['pack', '--silent', '--offline', '--ignore-scripts', '--pack-destination', user.home], {
      cwd: folder,
      env: { ...process.env, HOME: user.home },
    });
    const result = await user.json(['plugins', 'install', './cloudops-plugin-acme-1.0.0.tgz', '--yes']);
    expect(result.document).toMatchObject({ plugin: { name: 'cloudops-plugin-acme', origin: 'installed' } });
    expect(existsSync(join(user.home, 'harm'))).toBe(false);
    const answer = await user.json(['ask', questionFor('acme')]);
    expect(answer.document).toMatchObject({
      report: { status: 'completed', figures: [{ name: 'turnips', value: 3 }] },
    });
    const { document } = await user.json(['plugins', 'list']);
    expect(document).toMatchObject({ plugins: [{ version: '1.0.0', origin: 'installed', state: 'ready' }] });
  });

  it('that is not there is refused, and nothing is kept', { timeout: seconds }, async () => {
    const user = createUser();
    const result = await user.json(['plugins', 'install', './nothing.tgz', '--yes']);
    expect(result.status).toBe(2);
    expectTidy(result);
    expect((await user.json(['plugins', 'list'])).document).toMatchObject({ plugins: [] });
  });
});
