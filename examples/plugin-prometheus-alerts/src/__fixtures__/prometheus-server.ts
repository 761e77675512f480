import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { WireTransport } from '@cloudops/spec';

const run = promisify(execFile);

/** Debian's package, downloaded once and unpacked without being installed. */
async function program(): Promise<string> {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(base, 'cloudops-testbed', 'metrics-servers');
  const path = join(folder, 'root', 'usr', 'bin', 'prometheus');
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  await run('apt-get', ['download', 'prometheus'], { cwd: folder, timeout: 300_000 });
  const { stdout } = await run('sh', ['-c', 'ls -- prometheus_*.deb'], { cwd: folder });
  for (const file of stdout.trim().split('\n')) await run('dpkg-deb', ['-x', file, 'root'], { cwd: folder });
  return path;
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** An exporter of a test's own figures. */
export interface Exporter {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves figures in Prometheus's text form on loopback. @param figures lines such as `a{b="c"} 1`. */
export async function startExporter(figures: () => readonly string[]): Promise<Exporter> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(`${figures().join('\n')}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    address: `127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A Prometheus of Debian's, started for a test. */
export interface PrometheusServer {
  readonly url: string;
  readonly transport: WireTransport;
  /** Overwrites its configuration and asks it to load it. */
  reload(configuration: string): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

function createFetchTransport(url: string): WireTransport {
  return {
    endpoint: url,
    close: async () => {},
    async send({ method, path, headers = {} }, signal) {
      const response = await fetch(`${url}${path}`, { method, headers: { ...headers }, signal });
      const body = (async function* () {
        yield new Uint8Array(await response.arrayBuffer());
      })();
      return { status: response.status, headers: Object.fromEntries(response.headers), body };
    },
  };
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break;
    const isReady = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error('Prometheus did not start');
}

/** Starts a Prometheus on loopback. @param files its configuration as `prometheus.yml`, and what that names. */
export async function startPrometheus(files: Readonly<Record<string, string>>): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudops-prometheus-'));
  const port = await freePort();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const child = spawn(
    await program(),
    [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
      '--log.level=error',
    ],
    { cwd: folder, stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url, child);
  return {
    url,
    transport: createFetchTransport(url),
    async reload(configuration) {
      await writeFile(join(folder, 'prometheus.yml'), configuration);
      await fetch(`${url}/-/reload`, { method: 'POST' });
    },
    kill: () => end(child, 'SIGKILL'),
    async close() {
      await end(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
