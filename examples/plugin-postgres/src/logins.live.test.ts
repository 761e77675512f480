import { execFile } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Provider } from '@cloudops/spec';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, createContext, runAction } from './__fixtures__/ask.ts';
import { type PostgresServer, password, startPrimary } from './__fixtures__/postgres-server.ts';
import { connectTo, createSessions, createWatcher, type Login, type Sessions } from './__fixtures__/staged.ts';
import { createOpenSession } from './session/open-session.ts';
import { readSettings } from './settings/settings.ts';

const run = promisify(execFile);
let server: PostgresServer;
let sessions: Sessions;
const providers: Provider[] = [];

function connect(login?: Login): Provider {
  const provider = connectTo(server, login);
  providers.push(provider);
  return provider;
}

beforeAll(async () => {
  server = await startPrimary();
  sessions = createSessions(server);
  await createWatcher(server);
  await server.sql(
    `create role nobody login password '${password}'`,
    'create table accounts (id int primary key, mail text)',
    `insert into accounts select n, 'user' || n from generate_series(1, 1000) n`,
    'vacuum analyze',
    'create database other',
  );
});
afterEach(async () => {
  await sessions.end();
  for (const provider of providers.splice(0)) await provider.close();
});
afterAll(() => server?.close());

describe('a login without pg_monitor', () => {
  it('still finds who blocks whom, and says what it could not see', async () => {
    const [first, second] = [await sessions.open(), await sessions.open()];
    await first.query('begin');
    await first.query('lock table accounts');
    sessions.wait(second, 'select 1 from accounts');
    await sleep(1500);
    const { analysis, steps, find, codes } = await ask(connect({ role: 'nobody' }));
    expect(codes.map((code) => code.split('/')[0])).toEqual(['PGS-104 symptom Session', 'PGS-105 fault Session']);
    expect(find('PGS-105')?.title).toContain('its state is hidden');
    expect(steps.sessions).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: 'GRANT pg_monitor TO nobody' },
    });
    expect(analysis.not_checked).toContainEqual({
      what: 'all of sessions, what they wait for, and prepared transactions',
      why: 'read sessions: state, transaction and statement of 2 other sessions are hidden from the role nobody',
      needs: 'GRANT pg_monitor TO nobody',
    });
    expect(analysis.ruled_out.map(({ code }) => code)).not.toContain('PGS-101');
  });

  it('cannot estimate empty space, and says what it needs', async () => {
    const { steps } = await ask(connect({ role: 'nobody' }), ['bloat']);
    expect(steps.layout).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
    expect(JSON.stringify(steps.layout?.reason)).toContain('ON pg_catalog.pg_statistic TO nobody');
  });

  it('that may read a table has its widths from the view', async () => {
    await server.sql('grant select on accounts to nobody');
    const { steps } = await ask(connect({ role: 'nobody' }), ['bloat']);
    expect(steps.layout).toMatchObject({ status: 'present' });
    const [viewed, direct] = [steps.layout?.output, (await ask(connect(), ['bloat'])).steps.layout?.output];
    expect(viewed).toEqual(direct);
    await server.sql('revoke select on accounts from nobody');
  });
});

describe('a login', () => {
  it.each<readonly [string, Login, object]>([
    [
      'with a wrong password',
      { password: 'wrong' },
      {
        kind: 'denied',
        message: expect.stringContaining('password authentication failed for user "watcher"'),
        needs: 'the right password in PGPASSWORD',
      },
    ],
    ['without a password', { password: '' }, { kind: 'denied' }],
    [
      'at a port where nobody listens',
      { port: 1 },
      { kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED 127.0.0.1:1') },
    ],
    [
      'to a database that is not there',
      { database: 'nowhere' },
      { kind: 'not-found', message: expect.stringContaining('database "nowhere" does not exist') },
    ],
    [
      'that asks for TLS of a server without',
      { settings: { ssl: 'require' } },
      { kind: 'denied', needs: 'ssl on the server, or plugins.postgres.ssl: disable' },
    ],
  ])('%s reads unknown and says why', async (_name, login, reason) => {
    const provider = connect(login);
    const { analysis, steps } = await ask(provider);
    for (const step of Object.values(steps)) expect(step).toMatchObject({ status: 'unknown', reason });
    expect(analysis).toMatchObject({ findings: [], ruled_out: [], figures: [] });
    const context = await createContext(provider);
    expect(await provider.doIdentify(context)).toMatchObject({ status: 'unknown', reason });
  });

  it('is who the server says', async () => {
    const provider = connect();
    const identity = await provider.doIdentify(await createContext(provider));
    expect(identity).toMatchObject({ status: 'present', output: { id: 'postgres:watcher' } });
  });

  it('names the databases whose tables it did not see', async () => {
    const { analysis } = await ask(connect(), ['vacuum']);
    expect(analysis.not_checked).toEqual([expect.objectContaining({ what: 'tables and indexes of other' })]);
  });
});

describe('a connection', () => {
  const open = createConnection();

  function createConnection(): () => ReturnType<ReturnType<typeof createOpenSession>> {
    return () => {
      const settings = readSettings({ host: '127.0.0.1', port: server.port, user: 'postgres' }, {});
      return createOpenSession(settings, { PGPASSWORD: password })(AbortSignal.timeout(5000));
    };
  }

  it.each(['create table mine (a int)', `update public.accounts set mail = ''`, 'vacuum public.accounts'])(
    'even of a superuser refuses: %s',
    async (text) => {
      const session = await open();
      await expect(session.ask({ text }, AbortSignal.timeout(5000))).rejects.toMatchObject({
        code: expect.stringMatching(/^25/),
      });
      expect(session.isOpen()).toBe(false);
    },
  );

  it('is read-only again for each statement', async () => {
    const session = await open();
    await session.ask({ text: 'set transaction read write' }, AbortSignal.timeout(5000));
    await session.ask({ text: 'set default_transaction_read_only = off' }, AbortSignal.timeout(5000));
    await expect(
      session.ask({ text: 'create table public.mine (a int)' }, AbortSignal.timeout(5000)),
    ).rejects.toMatchObject({ code: '25006' });
  });

  it('sends one statement at a time, and values apart from it', async () => {
    const session = await open();
    await expect(
      session.ask({ text: 'commit; create table public.mine (a int)' }, AbortSignal.timeout(5000)),
    ).rejects.toMatchObject({ code: '42601' });
    const again = await open();
    expect(
      await again.ask(
        { text: 'select $1::text as a', values: [`'; drop table accounts; --`] },
        AbortSignal.timeout(5000),
      ),
    ).toEqual([{ a: `'; drop table accounts; --` }]);
    await again.end();
  });

  it('ends within a moment of its signal', async () => {
    const session = await open();
    const start = performance.now();
    await expect(session.ask({ text: 'select pg_sleep(10)' }, AbortSignal.timeout(300))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(performance.now() - start).toBeLessThan(1500);
  });

  it('finds somebody else again after the server was ended in between', async () => {
    const mortal = await startPrimary();
    try {
      const provider = connectTo(mortal, { role: 'postgres' });
      expect(await runAction(provider, 'server', {})).toMatchObject({ status: 'present' });
      await mortal.crash();
      const later = await runAction(provider, 'sessions', {});
      expect(later).toMatchObject({
        status: 'unknown',
        reason: { kind: expect.stringMatching(/unreachable|unavailable/) },
      });
      await provider.close();
    } finally {
      await mortal.close();
    }
  });

  it('that is ended in the middle of a statement reads unknown', async () => {
    const provider = connect({ role: 'postgres' });
    await runAction(provider, 'server', {});
    const locker = await sessions.open();
    await locker.query('begin');
    // A read that waits: the catalog itself is locked.
    await locker.query('lock table pg_catalog.pg_database in access exclusive mode');
    const reading = runAction(provider, 'databases', {});
    await sleep(300);
    await locker.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cloudops'`);
    expect(await reading).toMatchObject({ status: 'unknown', reason: { kind: 'unavailable' } });
    await locker.query('rollback');
    expect(await runAction(provider, 'databases', {})).toMatchObject({ status: 'present' });
  });

  it('gives up soon where it would have to wait for a lock', async () => {
    const provider = connect({ role: 'postgres' });
    await runAction(provider, 'server', {});
    const locker = await sessions.open();
    await locker.query('begin');
    await locker.query('lock table pg_catalog.pg_database in access exclusive mode');
    expect(await runAction(provider, 'databases', {})).toMatchObject({
      status: 'unknown',
      reason: { kind: 'timeout' },
    });
    // Nobody else could log in, to end the session.
    await locker.query('rollback');
  });
});

describe('TLS', () => {
  it('is trusted by its authority only', async () => {
    const { folder } = server;
    const flags = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ];
    await run('openssl', [...flags, '-keyout', 'server.key', '-out', 'server.crt'], { cwd: folder });
    const { uid, gid } = statSync(join(folder, 'data'));
    for (const name of ['server.key', 'server.crt']) chownSync(join(folder, name), uid, gid);
    await server.sql(
      `alter system set ssl_cert_file = '${join(folder, 'server.crt')}'`,
      `alter system set ssl_key_file = '${join(folder, 'server.key')}'`,
      'alter system set ssl = on',
      'select pg_reload_conf()',
    );
    await sleep(500);
    const ca = await readFile(join(folder, 'server.crt'), 'utf8');
    const read = (settings: Readonly<Record<string, string>>): Promise<unknown> =>
      runAction(connect({ settings }), 'databases', {});
    expect(await read({ host: 'localhost', ssl: 'verify-full', ca })).toMatchObject({ status: 'present' });
    expect(await read({ ssl: 'verify-ca', ca })).toMatchObject({ status: 'present' });
    expect(await read({ ssl: 'require' })).toMatchObject({ status: 'present' });
    expect(await read({ ssl: 'verify-full', ca })).toMatchObject({ status: 'unknown', reason: { kind: 'denied' } });
    const untrusted = await read({ host: 'localhost', ssl: 'verify-full' });
    expect(untrusted).toMatchObject({
      status: 'unknown',
      reason: { kind: 'denied', needs: expect.stringContaining('plugins.postgres.ca') },
    });
  });
});
