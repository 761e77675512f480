import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** The superuser's password, and that of every login that a test makes. */
export const password = 'correct horse';

/** A PostgreSQL server of Debian's, started for a test on loopback. */
export interface PostgresServer {
  readonly port: number;
  readonly folder: string;
  /** Opens a connection as a role; `postgres` unless stated. */
  connect(role?: string, database?: string): Promise<pg.Client>;
  /** Runs statements as the superuser, each in a transaction of its own. */
  sql(...statements: readonly string[]): Promise<readonly Record<string, unknown>[]>;
  /** Ends the server at once, as a crash does. */
  crash(): Promise<void>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

function programsFolder(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base) : [];
  const newest = versions.sort((left, right) => Number(right) - Number(left))[0];
  return newest !== undefined && existsSync(join(base, newest, 'bin', 'initdb')) ? join(base, newest, 'bin') : null;
}

/** Debian's package starts a cluster of its own when it is installed, unless it is told not to. */
async function programs(): Promise<string> {
  const found = programsFolder();
  if (found !== null) return found;
  const script = [
    'mkdir -p /etc/postgresql-common',
    'echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf',
    'apt-get update -qq',
    'apt-get install -y -qq --no-install-recommends postgresql',
  ].join(' && ');
  await run('sh', ['-c', script], { timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  const installed = programsFolder();
  if (installed === null) throw new Error('Debian has no PostgreSQL for this machine');
  return installed;
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
async function serverUser(): Promise<{ readonly uid: number; readonly gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function end(child: ChildProcess, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

async function open(port: number, role: string, database: string): Promise<pg.Client> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: role, password, database, application_name: 'staged' });
  // A crash is a part of some tests.
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function untilReady(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break;
    const client = await open(port, 'postgres', 'postgres').catch(() => null);
    await client?.end();
    if (client !== null) return;
    await sleep(100);
  }
  throw new Error('PostgreSQL did not start');
}

interface Prepared {
  readonly folder: string;
  readonly port: number;
  readonly bin: string;
  readonly settings: readonly string[];
}

async function start({ folder, port, bin, settings }: Prepared): Promise<PostgresServer> {
  const data = join(folder, 'data');
  const quick = [
    'fsync=off',
    'full_page_writes=off',
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
  ];
  await appendFile(
    join(data, 'postgresql.conf'),
    `\n${[...quick, ...settings].map((line) => line.replace(/=(.*)/, " = '$1'")).join('\n')}\n`,
  );
  const user = await serverUser();
  const child = spawn(join(bin, 'postgres'), ['-D', data], { cwd: folder, stdio: 'ignore', ...user });
  await untilReady(port, child);
  return {
    port,
    folder,
    connect: (role = 'postgres', database = 'postgres') => open(port, role, database),
    async sql(...statements) {
      const client = await open(port, 'postgres', 'postgres');
      try {
        let rows: readonly Record<string, unknown>[] = [];
        for (const statement of statements) rows = (await client.query<Record<string, unknown>>(statement)).rows;
        return rows;
      } finally {
        await client.end();
      }
    },
    crash: () => end(child, 'SIGQUIT'),
    async close() {
      await end(child, 'SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function prepare(): Promise<
  Omit<Prepared, 'settings'> & { readonly user: Awaited<ReturnType<typeof serverUser>> }
> {
  const bin = await programs();
  const user = await serverUser();
  const folder = await mkdtemp(join(tmpdir(), 'cloudops-postgres-'));
  await writeFile(join(folder, 'password'), password);
  if (user !== null) for (const path of [folder, join(folder, 'password')]) chownSync(path, user.uid, user.gid);
  return { folder, bin, user, port: await freePort() };
}

/** Starts an empty primary. @param settings such as `autovacuum=off`. */
export async function startPrimary(settings: readonly string[] = []): Promise<PostgresServer> {
  const { user, ...prepared } = await prepare();
  const { folder, bin } = prepared;
  const flags = [
    '-D',
    'data',
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    '--pwfile=password',
    '--no-sync',
    '-E',
    'UTF8',
    '--locale=C',
  ];
  await run(join(bin, 'initdb'), flags, { cwd: folder, ...user });
  return start({ ...prepared, settings });
}

/** Starts a standby that streams from a primary. @param settings such as `primary_slot_name=one`. */
export async function startStandby(primary: PostgresServer, settings: readonly string[] = []): Promise<PostgresServer> {
  const { user, ...prepared } = await prepare();
  const { folder, bin } = prepared;
  const flags = [
    '-D',
    'data',
    '-h',
    '127.0.0.1',
    '-p',
    String(primary.port),
    '-U',
    'postgres',
    '-R',
    '-X',
    'stream',
    '--no-sync',
    '-c',
    'fast',
  ];
  await run(join(bin, 'pg_basebackup'), flags, { cwd: folder, ...user, env: { ...process.env, PGPASSWORD: password } });
  return start({ ...prepared, settings });
}
