import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

const maximumBytes = 16 * 1024;

/** A command to run, and for how long. */
export interface CommandOptions {
  readonly command: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What a command printed, or why that is nothing to use. */
export type CommandOutput =
  | { readonly kind: 'printed'; readonly bytes: Buffer }
  | { readonly kind: 'failed'; readonly why: string; readonly cause?: unknown };

/** Runs a command without a shell and reads its standard output, at most 16 KiB. Its standard error goes nowhere: it may hold the secret. */
export async function readCommand(options: CommandOptions): Promise<CommandOutput> {
  const [program, ...args] = options.command;
  if (program === undefined || program === '') return { kind: 'failed', why: 'no program is named' };
  const limit = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]);
  try {
    const child = spawn(program, args, { shell: false, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
    return await collect(child, signal, limit);
  } catch (cause) {
    // An argument with a NUL byte is thrown, not emitted.
    return { kind: 'failed', why: 'it cannot be started', cause };
  }
}

function collect(
  child: ChildProcessByStdio<null, Readable, null>,
  signal: AbortSignal,
  limit: AbortSignal,
): Promise<CommandOutput> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (output: CommandOutput): void => {
      signal.removeEventListener('abort', onAbort);
      // A grandchild may still hold the pipe.
      child.stdout.destroy();
      child.kill('SIGKILL');
      resolve(output);
    };
    const onAbort = (): void =>
      stop({ kind: 'failed', why: limit.aborted ? 'it took too long' : 'it was stopped', cause: signal.reason });
    signal.addEventListener('abort', onAbort);
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > maximumBytes) stop({ kind: 'failed', why: `it printed more than ${maximumBytes} bytes` });
    });
    child.on('error', (cause) => stop({ kind: 'failed', why: 'it cannot be started', cause }));
    child.on('close', (status, killedBy) => {
      if (status === 0) return stop({ kind: 'printed', bytes: Buffer.concat(chunks) });
      stop({
        kind: 'failed',
        why: killedBy === null ? `it ended with status ${status}` : `it was ended by ${killedBy}`,
      });
    });
  });
}
