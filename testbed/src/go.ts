import { spawn } from 'node:child_process';
import { TestbedError } from './errors.ts';

const leastMinor = 26;
const howToInstall = [
  `Install Go 1.${leastMinor} or later from https://go.dev/dl and put its bin folder first in PATH.`,
  'The golang package of Debian 12 and 13 is too old.',
];

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

function spawnGo(
  commandLine: readonly string[],
  folder: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('go', commandLine, {
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

/** @throws TestbedError `GO_MISSING` when there is no Go, or one that is too old. */
export async function requireGo(signal?: AbortSignal): Promise<void> {
  const found = await spawnGo(['env', 'GOVERSION'], undefined, signal).catch((cause: unknown) => {
    signal?.throwIfAborted();
    const message = 'Go was not found in PATH: the test bed is built from source';
    throw new TestbedError({ code: 'GO_MISSING', message, nextSteps: howToInstall, cause });
  });
  const version = found.output.trim();
  if (isGoNewEnough(version)) return;
  const message = `Go is too old to build the test bed: found ${version}, needs 1.${leastMinor}`;
  throw new TestbedError({ code: 'GO_MISSING', message, nextSteps: howToInstall });
}

/**
 * Runs `go` in a module's folder, without cgo and without changing the module's files.
 * @returns its standard output.
 * @throws TestbedError `BUILD_FAILED` with its last words.
 */
export async function runGo(commandLine: readonly string[], folder: string, signal?: AbortSignal): Promise<string> {
  const ended = await spawnGo(commandLine, folder, signal);
  if (ended.status === 0) return ended.output;
  throw new TestbedError({
    code: 'BUILD_FAILED',
    message: `go ${commandLine[0] ?? ''} failed in ${folder}:\n${ended.errors.trim().split('\n').slice(-8).join('\n')}`,
    nextSteps: ['Check that the Go module proxy can be reached: go env GOPROXY', 'Then again: pnpm testbed build'],
  });
}
