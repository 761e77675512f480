import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findGo } from '@cloudops/testbed';

const source = fileURLToPath(new URL('../../../../../testbed/go/collector', import.meta.url));

/** An OpenTelemetry Collector: its OTLP receiver, its file exporter, nothing of ours. */
export interface Collector {
  readonly url: string;
  /** Ends it, so that all is written. @returns what it took, one document for each request, as it writes OTLP itself. */
  end(): Promise<Readonly<Record<'traces' | 'metrics' | 'logs', readonly never[]>>>;
}

/** Builds the collector once for each version of its source, beside the other programs of the test bed. @returns its path. */
export async function buildCollector(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, file)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'cloudops-testbed', 'collector');
  const program = join(folder, hash.digest('hex').slice(0, 16));
  if (existsSync(program)) return program;
  // An older one is of no use any more.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = spawnSync(
    await findGo(() => undefined),
    ['build', '-trimpath', '-ldflags', '-s -w', '-o', `${program}.new`, '.'],
    {
      cwd: source,
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
      encoding: 'utf8',
    },
  );
  if (built.status !== 0) throw new TypeError(`The collector cannot be built: ${built.stderr}`);
  renameSync(`${program}.new`, program);
  return program;
}

/** Starts a collector on a free port. */
export async function startCollector(program: string): Promise<Collector> {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-collector-'));
  const port = await freePort();
  const signals = ['traces', 'metrics', 'logs'] as const;
  const exporters = Object.fromEntries(signals.map((name) => [`file/${name}`, { path: join(folder, name) }]));
  const pipelines = Object.fromEntries(
    signals.map((name) => [name, { receivers: ['otlp'], exporters: [`file/${name}`] }]),
  );
  const receivers = { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } };
  writeFileSync(join(folder, 'config.yaml'), JSON.stringify({ receivers, exporters, service: { pipelines } }));
  const child = spawn(program, ['--config', `file:${join(folder, 'config.yaml')}`], { stdio: 'ignore' });
  await waitUntilReady(`http://127.0.0.1:${port}/v1/logs`, child);
  return {
    url: `http://127.0.0.1:${port}`,
    end: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
      const read = (name: string): readonly never[] =>
        readFileSync(join(folder, name), 'utf8')
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as never);
      const taken = { traces: read('traces'), metrics: read('metrics'), logs: read('logs') };
      rmSync(folder, { recursive: true, force: true });
      return taken;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new TypeError(`The collector ended with ${child.exitCode}.`);
    const response = await fetch(url, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    }).catch(() => null);
    if (response?.ok) return;
    await setTimeout(100);
  }
  throw new TypeError('The collector does not answer.');
}
