import { spawn } from 'node:child_process';
import { pluginError } from '../errors.ts';
import type { Variables } from '../isolation/variables.ts';
import { toVisibleLine } from '../text/visible.ts';

/** What npm is run for. */
export interface NpmRequest {
  /** A checked one: see `toPackageSpec`. */
  readonly spec: string;
  /** Holds a package.json. */
  readonly folder: string;
  readonly variables: Variables;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

type NpmEnd =
  | { readonly kind: 'ended'; readonly status: number | null; readonly said: string }
  | { readonly kind: 'missing'; readonly cause: unknown }
  | { readonly kind: 'stopped'; readonly why: string };

const killAfterMs = 2_000;
const tailLength = 8_000;
/** Each is stated, since a user's configuration may say otherwise. */
const flags: readonly string[] = [
  ...[
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=error',
    '--no-update-notifier',
    '--logs-max=0',
  ],
  // Scripts of a repository run when it is fetched, and links of commands are of no use here.
  ...[
    '--allow-git=none',
    '--no-bin-links',
    '--global=false',
    '--location=project',
    '--workspaces=false',
    '--dry-run=false',
  ],
  ...['--package-lock=true', '--package-lock-only=false', '--save=true', '--omit=dev', '--install-links=true'],
  // What a plugin shares with its host, the host lends.
  ...['--install-strategy=hoisted', '--legacy-peer-deps'],
];

function stop(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // It is gone, which is what was wanted.
  }
}

function run({ spec, folder, variables, timeoutMs, signal }: NpmRequest): Promise<NpmEnd> {
  const { promise, resolve } = Promise.withResolvers<NpmEnd>();
  const child = spawn('npm', ['install', ...flags, '--prefix', folder, '--', spec], {
    cwd: folder,
    env: { ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that what it starts ends with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let said = '';
  let why: string | undefined;
  const halt = (reason: string): void => {
    why ??= reason;
    if (child.pid === undefined) return;
    stop(child.pid, 'SIGTERM');
    kill ??= setTimeout(stop, killAfterMs, child.pid, 'SIGKILL');
  };
  let kill: NodeJS.Timeout | undefined;
  const interrupt = (): void => halt('it was interrupted');
  const onExit = (): void => (child.pid === undefined ? undefined : stop(child.pid, 'SIGKILL'));
  const timer = setTimeout(halt, timeoutMs, `it took longer than ${timeoutMs / 1_000} s`);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Uint8Array) => {
      said = `${said}${Buffer.from(chunk).toString('utf8')}`.slice(-tailLength);
    });
  }
  const settle = (end: NpmEnd): void => {
    clearTimeout(timer);
    clearTimeout(kill);
    process.removeListener('exit', onExit);
    signal?.removeEventListener('abort', interrupt);
    resolve(why === undefined ? end : { kind: 'stopped', why });
  };
  process.once('exit', onExit);
  child.once('error', (cause) => settle({ kind: 'missing', cause }));
  child.once('close', (status) => settle({ kind: 'ended', status, said }));
  signal?.addEventListener('abort', interrupt, { once: true });
  if (signal?.aborted === true) interrupt();
  return promise;
}

/**
 * Installs one package into a folder. Scripts of packages do not run.
 * @throws CloudOpsError `PLUGIN_NPM_MISSING`, `PLUGIN_INSTALL_FAILED` with what npm said.
 */
export async function installWithNpm(request: NpmRequest): Promise<void> {
  const end = await run(request);
  if (end.kind === 'ended' && end.status === 0) return;
  if (end.kind === 'missing') {
    throw pluginError({
      code: 'PLUGIN_NPM_MISSING',
      message: 'The plugin cannot be installed: npm could not be started.',
      nextSteps: ['Install Node.js with npm, or unpack the plugin yourself and use cloudops plugins link FOLDER.'],
      cause: end.cause,
    });
  }
  const why =
    end.kind === 'stopped' ? end.why : toVisibleLine(end.said.replace(/npm error/g, ''), 600) || `status ${end.status}`;
  throw pluginError({
    code: 'PLUGIN_INSTALL_FAILED',
    message: `The plugin ${request.spec} could not be installed: npm: ${why}.`.replace(/\.\.$/, '.'),
    nextSteps: ['Check the name and version, and that npm reaches its registry: npm view NAME.'],
  });
}
