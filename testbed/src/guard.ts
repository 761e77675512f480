import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessRecord } from './processes.ts';

/**
 * Watches over a test bed's processes from outside: they end when the process that holds the guard ends, in whatever
 * way, SIGKILL included.
 */
export interface Guard {
  readonly pid: number;
  /** Takes a process under guard. */
  add(record: ProcessRecord): void;
  /** Lets everything live on, and ends the guard. */
  release(): Promise<void>;
}

/** Starts a guard. It notices our end by the end of its standard input. */
export async function startGuard(): Promise<Guard> {
  const program = fileURLToPath(new URL('guard-main.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A write to a guard that is gone must not end the caller.
  child.stdin.on('error', () => undefined);
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return {
    pid: child.pid ?? 0,
    add: (record) => void child.stdin.write(`${JSON.stringify(record)}\n`),
    release: async () => {
      child.ref();
      child.stdin.end('release\n');
      await exited;
    },
  };
}
