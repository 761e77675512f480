import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PrometheusTransportOptions } from '../transport/prometheus-transport.ts';
import { authority, serverCertificate, serverKey } from './certificates.ts';

const run = promisify(execFile);

/** One series to fill in, by its name with labels; the values are evenly spread over the last `days`. */
export interface StagedSeries {
  readonly name: string;
  /** The value so many seconds before now. */
  value(secondsAgo: number): number;
}

/** A server of Debian's, started for a test. */
export interface MetricsServer {
  /** How the provider reaches it. */
  readonly options: PrometheusTransportOptions;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

/** Debian's packages, downloaded once and unpacked without being installed. */
async function binaries(): Promise<string> {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(base, 'cloudops-testbed', 'metrics-servers');
  const programs = join(folder, 'root', 'usr', 'bin');
  if (existsSync(join(programs, 'prometheus-alertmanager')) && existsSync(join(programs, 'promtool'))) return programs;
  await mkdir(folder, { recursive: true });
  await run('apt-get', ['download', 'prometheus', 'prometheus-alertmanager'], { cwd: folder, timeout: 300_000 });
  const { stdout } = await run('sh', ['-c', 'ls -- *.deb'], { cwd: folder });
  for (const file of stdout.trim().split('\n')) await run('dpkg-deb', ['-x', file, 'root'], { cwd: folder });
  return programs;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Started {
  readonly program: string;
  readonly folder: string;
  readonly arguments: readonly string[];
}

/**
 * Starts a program that is unpacked, not installed: Debian's Alertmanager reads a template below /usr/share, so the
 * package's own folder is put there, for this process alone.
 */
async function start({ program, folder, arguments: given }: Started): Promise<ChildProcess> {
  const root = join(await binaries(), '..', '..');
  const script = 'mount --bind "$0/usr/share" /usr/share && exec "$0/usr/bin/$@"';
  const child = spawn(
    'unshare',
    ['--user', '--map-root-user', '--mount', 'sh', '-c', script, root, program, ...given],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  return child;
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-1000);
  });
  const deadline = Date.now() + 60_000;
  while (!(await isOpen(port))) {
    if (child.exitCode !== null) throw new RangeError(`it ended with status ${child.exitCode}: ${said}`);
    if (Date.now() > deadline) throw new RangeError(`it did not open its port within 60 s: ${said}`);
    await sleep(100);
  }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await gone;
  }
  await rm(folder, { recursive: true, force: true });
}

const stepSec = 120;

/** OpenMetrics, which `promtool tsdb create-blocks-from` makes blocks of. */
function toOpenMetrics(series: readonly StagedSeries[], days: number): string {
  const now = Math.floor(Date.now() / 1000);
  const lines: string[] = [];
  for (const { name, value } of series) {
    for (let ago = days * 86_400; ago >= 0; ago -= stepSec) lines.push(`${name} ${value(ago)} ${now - ago}`);
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

const rules = `groups:
  - name: staged
    rules:
      - alert: StagedAlert
        expr: vector(1)
        labels: { severity: warning, namespace: shop, deployment: web }
        annotations: { summary: "staged for a test" }
`;

/** Of `reader-password`. */
const hash = '$2b$04$abcdefghijklmnopqrstuuJrYgcKAXtZL5K4o8WC.BGozQtX36Hoi';

/** Prometheus with a history, behind TLS, a login and a prefix, as clusters have it. */
export async function startPrometheus(series: readonly StagedSeries[], days: number): Promise<MetricsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudops-prometheus-'));
  const port = await freePort();
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  await write('prometheus.yml', 'global: { evaluation_interval: 1s }\nrule_files: [rules.yml]\n');
  await write('rules.yml', rules);
  await write('server.pem', serverCertificate);
  await write('server.key', serverKey);
  await write('ca.pem', authority);
  const login = `basic_auth_users: { reader: "${hash}" }\n`;
  await write('web.yml', `tls_server_config: { cert_file: server.pem, key_file: server.key }\n${login}`);
  await write('history.txt', toOpenMetrics(series, days));
  const promtool = join(await binaries(), 'promtool');
  await run(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', 'history.txt', 'data'], {
    cwd: folder,
    timeout: 120_000,
  });
  const child = await start({
    program: 'prometheus',
    folder,
    arguments: [
      '--config.file=prometheus.yml',
      '--web.config.file=web.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.route-prefix=/tenants/eu',
      '--log.level=error',
    ],
  });
  await untilReady(child, port);
  return {
    options: {
      url: `https://127.0.0.1:${port}/tenants/eu`,
      caFile: join(folder, 'ca.pem'),
      login: { kind: 'basic', username: 'reader', password: { kind: 'environment', variable: 'PROMETHEUS_PASSWORD' } },
      environment: { PROMETHEUS_PASSWORD: 'reader-password' },
    },
    close: () => end(child, folder),
  };
}

/** Alertmanager alone, behind a prefix. */
export async function startAlertmanager(): Promise<MetricsServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudops-alertmanager-'));
  const port = await freePort();
  await writeFile(join(folder, 'alertmanager.yml'), 'route: { receiver: none }\nreceivers: [{ name: none }]\n');
  const child = await start({
    program: 'prometheus-alertmanager',
    folder,
    arguments: [
      '--config.file=alertmanager.yml',
      '--storage.path=data',
      '--cluster.listen-address=',
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.route-prefix=/am',
      '--log.level=error',
    ],
  });
  await untilReady(child, port);
  return { options: { url: `http://127.0.0.1:${port}/am` }, close: () => end(child, folder) };
}
