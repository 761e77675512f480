import { execFile } from 'node:child_process';
import type { KeyAnswer } from './read-key.ts';

/**
 * Runs a program that prints a key, such as a password manager's. No shell; its standard error is thrown away, since
 * programs print secrets there too.
 */
export function readKeyFromCommand(
  [program, ...parameters]: readonly [string, ...(readonly string[])],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<KeyAnswer> {
  const settings = {
    env: { ...environment },
    signal,
    maxBuffer: 64 * 1024,
    killSignal: 'SIGKILL',
    shell: false,
  } as const;
  return new Promise((resolve) => {
    const child = execFile(program, parameters, settings, (error, stdout) => {
      if (error === null) resolve(oneLine(stdout));
      else resolve({ kind: 'missing', why: describe(error, signal) });
    });
    // One that asks for a passphrase must not wait for a terminal that it does not have.
    child.stdin?.end();
  });
}

function oneLine(stdout: string): KeyAnswer {
  const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 1) return { kind: 'found', text: lines[0] ?? '' };
  return { kind: 'missing', why: lines.length === 0 ? 'it printed nothing' : 'it printed more than one line' };
}

/** Node's message for a failed command repeats its arguments and output; none of that is said on. */
function describe(error: Error & { readonly code?: unknown }, signal: AbortSignal): string {
  if (signal.aborted) return 'it did not end in time';
  if (error.code === 'ENOENT') return 'there is no such program';
  return typeof error.code === 'number' ? `it ended with status ${error.code}` : 'it could not be run';
}
