import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One run of a whole process. */
export interface Measurement {
  readonly wallMs: number;
  /** Until the first byte of standard output; the whole time when nothing was printed. */
  readonly firstByteMs: number;
  /** The largest resident set seen, in MiB; sampled every 20 ms, so that very short runs read low. */
  readonly peakMib: number;
  readonly status: number | null;
  readonly stdout: string;
}

/** What to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Keeps what is printed; otherwise only counted. */
  readonly keep?: boolean;
}

/** Runs a command once, without a shell. */
export function measure({ program, args, environment = {}, keep = false }: Command): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let firstByte: number | undefined;
    let stdout = '';
    let peak = 0;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...environment },
    });
    const timer = setInterval(() => {
      peak = Math.max(peak, residentMib(child));
    }, 20);
    child.stdout.on('data', (chunk: Buffer) => {
      firstByte ??= performance.now();
      if (keep) stdout += chunk.toString('utf8');
    });
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(timer);
      const wallMs = performance.now() - start;
      resolve({ wallMs, firstByteMs: (firstByte ?? performance.now()) - start, peakMib: peak, status, stdout });
    });
  });
}

/** The kernel's own high-water mark, where it tells (Linux). */
function residentMib({ pid }: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Runs commands in turn (A B A B …), so that a machine whose speed drifts treats all alike. The first round is not counted. */
export async function measureInTurn(
  commands: readonly Command[],
  rounds: number,
): Promise<readonly (readonly Measurement[])[]> {
  const results: Measurement[][] = commands.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [position, command] of commands.entries()) {
      const measurement = await measure(command);
      assertSucceeded(command, measurement);
      if (round > 0) results[position]?.push(measurement);
    }
  }
  return results;
}

/** A command that failed is quick and proves nothing. */
function assertSucceeded({ program, args }: Command, { status }: Measurement): void {
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with status ${status}`);
}

/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
