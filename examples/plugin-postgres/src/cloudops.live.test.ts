import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from '@cloudops/spec';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CloudOps, createCloudOps } from './__fixtures__/cloudops.ts';
import { type PostgresServer, password, startPrimary } from './__fixtures__/postgres-server.ts';
import { createSessions, createWatcher, pidOf, quick, type Sessions } from './__fixtures__/staged.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const question = 'who blocks whom in postgres?';

let server: PostgresServer;
let sessions: Sessions;
const opened: CloudOps[] = [];

async function connect(
  settings: object,
  environment: Readonly<Record<string, string>> = { PGPASSWORD: password },
): Promise<CloudOps> {
  const cloudops = await createCloudOps({ plugins: { postgres: settings } }, environment);
  opened.push(cloudops);
  expect(await cloudops.run(['plugins', 'link', folder, '--yes'])).toMatchObject({ status: 0 });
  return cloudops;
}

const settings = (): object => ({ url: `postgresql://watcher@127.0.0.1:${server.port}/postgres`, thresholds: quick });

async function ask(cloudops: CloudOps, text: string): Promise<Report> {
  const { report } = (await cloudops.json(['ask', text])) as { readonly report: Report };
  return report;
}

beforeAll(async () => {
  await promisify(execFile)('tsc', ['-b'], { cwd: folder });
  server = await startPrimary();
  await createWatcher(server);
  await server.sql(
    'create table accounts (id int primary key, mail text)',
    `insert into accounts values (7, 'ann')`,
    'vacuum analyze',
  );
  sessions = createSessions(server);
});
afterEach(() => sessions.end());
afterAll(async () => {
  for (const one of opened) await one.close();
  await server?.close();
});

describe('cloudops with this plugin linked', () => {
  it('shows what the plugin may do', async () => {
    const cloudops = await connect(settings());
    const { stdout } = await cloudops.run(['plugins', 'inspect', 'cloudops-plugin-postgres']);
    expect(stdout).toContain('PGPASSWORD');
    expect(stdout).toMatch(/connections of its own/i);
  });

  it('answers a question with the session at the root, and keeps what others wrote to itself', async () => {
    const [holder, waiter] = [await sessions.open(), await sessions.open()];
    const [root, victim] = [await pidOf(holder), await pidOf(waiter)];
    await holder.query('begin');
    await holder.query(`update accounts set mail = 'ann@example.com' where id = 7`);
    sessions.wait(waiter, `update accounts set mail = 'bob@example.com' where id = 7`);
    await sleep(1500);
    const cloudops = await connect(settings());
    const answered = await cloudops.run(['ask', question, '-o', 'json']);
    const { report } = JSON.parse(answered.stdout) as { readonly report: Report };
    expect(report).toMatchObject({ status: 'completed', playbook: { id: 'postgres-blocked' } });
    expect(report.causes).toMatchObject([{ code: 'PGS-105', resource: { provider: 'postgres', name: String(root) } }]);
    expect(report.findings.map(({ resource }) => resource.name).toSorted()).toEqual(
      [String(root), String(victim)].toSorted(),
    );
    expect(answered.stdout + answered.stderr).not.toMatch(/ann@|bob@|correct horse/);
  });

  it('says that nothing is wrong where nothing is', async () => {
    const cloudops = await connect({ ...settings(), thresholds: {} });
    for (const [text, id] of [
      ['postgres health check', 'postgres-health'],
      ['is postgres replication behind?', 'postgres-replication'],
      ['why is my postgres table bloated?', 'postgres-vacuum'],
    ] as const) {
      const report = await ask(cloudops, text);
      expect([id, report.playbook?.id, report.status, report.causes]).toEqual([id, id, 'completed', []]);
    }
  });

  it('says what is wrong with a login, and with settings', async () => {
    const wrong = await ask(await connect(settings(), { PGPASSWORD: 'wrong' }), question);
    expect(wrong).toMatchObject({ status: 'failed', causes: [] });
    expect(JSON.stringify(wrong.not_checked)).toContain('password authentication failed for user');
    const holding = await (await connect({ url: 'postgresql://watcher:hunter2@127.0.0.1/postgres' })).run([
      'ask',
      question,
    ]);
    expect(holding.status).not.toBe(0);
    expect(holding.stderr).toContain('it holds a password');
    expect(holding.stdout + holding.stderr).not.toContain('hunter2');
  });
});
