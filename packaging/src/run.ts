import { spawnSync } from 'node:child_process';

/** Where and how a program runs. */
export interface RunOptions {
  readonly folder?: string;
  /** The whole environment; this process's unless given. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Milliseconds; ten minutes unless given. */
  readonly timeoutMs?: number;
}

/** Runs a program without a shell. @returns what it printed. @throws with what it complained about when it fails. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): string {
  const { folder, environment, input, timeoutMs = 600_000 } = options;
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: timeoutMs,
    ...(folder === undefined ? {} : { cwd: folder }),
    ...(environment === undefined ? {} : { env: environment }),
    ...(input === undefined ? {} : { input }),
  });
  if (result.status === 0) return result.stdout;
  const why = result.error?.message ?? `status ${result.status ?? result.signal}`;
  throw new Error(`${program} ${args.join(' ')}: ${why}\n${result.stdout ?? ''}${result.stderr ?? ''}`);
}
