import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestbedError } from '../errors.ts';
import { cacheFolder } from '../paths.ts';

/** What is installed from PyPI: one version, so that what was measured stays true. */
const requirement = 'moto[server]==5.2.1';

const howToInstall = [
  'Install Python 3.10 or later with venv (Debian: apt-get install python3-venv), then again.',
  'Check that PyPI can be reached: python3 -m pip download moto',
];

/** The script that runs moto with what it lacks; takes a port. */
export const motoScript: string = fileURLToPath(new URL('server/moto_server.py', import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly words: string;
}

type Runner = (program: string, ...line: readonly string[]) => Promise<Ended>;

function createRunner(signal: AbortSignal | undefined): Runner {
  return (program, ...line) =>
    new Promise((resolve) => {
      const child = spawn(program, line, {
        ...(signal === undefined ? {} : { signal }),
        env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', DEBIAN_FRONTEND: 'noninteractive' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let words = '';
      const keep = (text: string): void => {
        words = (words + text).slice(-4_000);
      };
      child.stdout.setEncoding('utf8').on('data', keep);
      child.stderr.setEncoding('utf8').on('data', keep);
      child.once('error', (error) => resolve({ status: null, words: error.message }));
      child.once('close', (status) => resolve({ status, words }));
    });
}

/** Makes the venv with what this machine has: python3 and its venv, else uv, else Debian's packages when we are root. */
async function createEnvironment(folder: string, run: Runner, notify: (line: string) => void): Promise<Ended> {
  const plain = await run('python3', '-m', 'venv', '--clear', folder);
  if (plain.status === 0) return plain;
  const uv = await run('uv', 'venv', '--seed', '--clear', '--python', '3.12', folder);
  if (uv.status === 0 || process.getuid?.() !== 0) return uv.status === 0 ? uv : plain;
  notify('no Python with venv: installing python3-venv from Debian');
  await run('apt-get', 'update');
  const installed = await run('apt-get', 'install', '--yes', '--no-install-recommends', 'python3', 'python3-venv');
  return installed.status === 0 ? run('python3', '-m', 'venv', '--clear', folder) : installed;
}

function installFailed(what: string, ended: Ended): TestbedError {
  return new TestbedError({
    code: 'MOTO_FAILED',
    message: `${what} failed: ${ended.words.trim().slice(-600)}`,
    nextSteps: howToInstall,
  });
}

/** How to install moto. */
export interface InstallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told what goes on, for a person. */
  notify?(line: string): void;
}

/**
 * Installs moto into a virtual environment in the user's cache folder; about half a minute the first time, nothing
 * at all later. Python comes from this machine, from uv, or as root from Debian.
 * @returns the path of that environment's Python.
 * @throws TestbedError `MOTO_FAILED` with the last words of what failed.
 */
export async function installMoto(options: InstallOptions = {}): Promise<string> {
  const notify = options.notify ?? (() => undefined);
  const key = createHash('sha256').update(requirement).digest('hex').slice(0, 8);
  const folder = join(cacheFolder(), `moto-${key}`);
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, '.installed');
  const done = await Promise.all([access(python), readFile(stamp)]).then(
    () => true,
    () => false,
  );
  if (done) return python;
  notify(`installing ${requirement} from PyPI`);
  const run = createRunner(options.signal);
  await mkdir(cacheFolder(), { recursive: true });
  await rm(stamp, { force: true });
  const made = await createEnvironment(folder, run, notify);
  options.signal?.throwIfAborted();
  if (made.status !== 0) throw installFailed('Making a Python environment', made);
  const pip = await run(python, '-m', 'pip', 'install', '--quiet', requirement);
  options.signal?.throwIfAborted();
  if (pip.status !== 0) throw installFailed(`Installing ${requirement}`, pip);
  await writeFile(stamp, `${requirement}\n`);
  return python;
}
