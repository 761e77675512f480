import { type ChildProcess, spawn } from 'node:child_process';

/** A process to run without a shell. */
export interface ProcessRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Ends it early, as the time limit does. */
  readonly signal: AbortSignal;
  /** Output beyond it ends the process. */
  readonly maxBytes: number;
}

/** How a process ended. */
export type ProcessOutcome =
  | { readonly kind: 'exited'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-started'; readonly cause: unknown }
  | { readonly kind: 'timed-out'; readonly stderr: string }
  | { readonly kind: 'too-much-output' };

function endProcessGroup(child: ChildProcess): void {
  // The group, not the process alone: a wrapper script's children would go on and hold the pipes open.
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/** Runs a process to its end or its time limit, whichever comes first; then it and its children are killed. */
export function runProcess(request: ProcessRequest): Promise<ProcessOutcome> {
  const { promise, resolve } = Promise.withResolvers<ProcessOutcome>();
  const child = spawn(request.command, [...request.args], {
    env: { ...request.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let stdout = '';
  let stderr = '';
  const end = (outcome: ProcessOutcome): void => {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', stop);
    resolve(outcome);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const stop = (): void => {
    endProcessGroup(child);
    end({ kind: 'timed-out', stderr });
  };
  const timer = setTimeout(stop, request.timeoutMs);
  if (request.signal.aborted) stop();
  else request.signal.addEventListener('abort', stop, { once: true });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    if (stdout.length <= request.maxBytes) return;
    endProcessGroup(child);
    end({ kind: 'too-much-output' });
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-2000);
  });
  child.on('error', (cause) => end({ kind: 'not-started', cause }));
  child.on('close', (status) => end({ kind: 'exited', status: status ?? -1, stdout, stderr }));
  return promise;
}
