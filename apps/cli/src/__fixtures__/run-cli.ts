import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openAuditLog } from '@cloudops/audit';
import type { AuditRecord } from '@cloudops/spec';

/** The built command line; an installed one can be tested in its place. */
export const program: string =
  process.env.CLOUDOPS_TEST_PROGRAM ?? fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** How a command ended. */
export interface CommandResult {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** How a command ended that printed one JSON document. */
export interface JsonResult extends CommandResult {
  readonly document: never;
}

/** A user with an empty home, running the built command line. */
export interface CliUser {
  readonly home: string;
  /** Where the command line keeps its state. */
  readonly state: string;
  run(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** The one JSON document that a command printed on standard output. */
  json(args: readonly string[], options?: RunOptions): Promise<JsonResult>;
  /** Writes a file below the home. @returns its path. */
  write(path: string, text: string): string;
  /** What the audit log holds, oldest first. */
  records(): Promise<readonly AuditRecord[]>;
  /** Gives everything below the home to somebody who is not the super-user. */
  handOver(uid: number): void;
  remove(): void;
}

/** What may differ for one command. */
export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Sends signals after so many milliseconds, or once standard output or error holds a text. */
  readonly interrupt?: Interrupt;
  readonly cwd?: string;
  /** Runs as this user; only the super-user can. */
  readonly uid?: number;
  /** Closes standard output after its first bytes. */
  readonly closeEarly?: boolean;
  /** A program, with its arguments, that runs the command line. */
  readonly under?: readonly string[];
}

/** When to send which signal. */
export interface Interrupt {
  readonly signal: NodeJS.Signals;
  readonly after: number | string | Promise<unknown>;
  /** Sends it once more so many milliseconds later. */
  readonly againMs?: number;
}

/** Makes a user; the environment holds what a login has and nothing of the test's own. */
export function createCliUser(environment: Readonly<Record<string, string>> = {}): CliUser {
  const home = mkdtempSync(join(tmpdir(), 'cloudops-user-'));
  const state = join(home, '.local/state/cloudops');
  const run: CliUser['run'] = (args, options = {}) =>
    runProgram(args, { ...options, cwd: options.cwd ?? home }, { HOME: home, ...environment, ...options.environment });
  return {
    home,
    state,
    run,
    json: async (args, options) => {
      const result = await run([...args, '-o', 'json'], options);
      return { ...result, document: parseDocument(args, result) };
    },
    write: (path, text) => {
      const file = join(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    records: () => readRecords(state),
    handOver: (uid) => handOver(home, uid),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

function runProgram(
  args: readonly string[],
  { cwd, uid, interrupt, closeEarly, under = [] }: RunOptions,
  environment: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const { promise, resolve } = Promise.withResolvers<CommandResult>();
  const startedAt = performance.now();
  const [first = process.execPath, ...rest] = [...under, process.execPath, program, ...args];
  const child = spawn(first, rest, {
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const timers: NodeJS.Timeout[] = [];
  const send = ({ signal, againMs }: Interrupt): void => {
    child.kill(signal);
    if (againMs !== undefined) timers.push(setTimeout(() => child.kill(signal), againMs));
  };
  let hasFired = false;
  const onText = (stream: 'stdout' | 'stderr', text: string): void => {
    output[stream] += text;
    if (closeEarly === true && stream === 'stdout') child.stdout.destroy();
    if (hasFired || typeof interrupt?.after !== 'string' || !output[stream].includes(interrupt.after)) return;
    hasFired = true;
    send(interrupt);
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => onText('stdout', text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => onText('stderr', text));
  if (typeof interrupt?.after === 'number') timers.push(setTimeout(() => send(interrupt), interrupt.after));
  if (interrupt?.after instanceof Promise) void interrupt.after.then(() => send(interrupt));
  child.on('close', (status) => {
    for (const timer of timers) clearTimeout(timer);
    resolve({ status, ...output, durationMs: performance.now() - startedAt });
  });
  return promise;
}

function parseDocument(args: readonly string[], { stdout, stderr }: CommandResult): never {
  try {
    return JSON.parse(stdout) as never;
  } catch (cause) {
    const printed = `${stdout.slice(0, 500)} ${stderr.slice(0, 500)}`;
    throw new Error(`${args.join(' ')} printed no JSON document: ${printed}`, { cause });
  }
}

async function readRecords(state: string): Promise<readonly AuditRecord[]> {
  if (!existsSync(join(state, 'audit.db'))) return [];
  const log = openAuditLog({
    path: join(state, 'audit.db'),
    keyFolder: join(state, 'keys'),
    origin: 'cloudops.local/audit',
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  });
  try {
    return (await log.read()).map(({ record }) => record);
  } finally {
    await log.close();
  }
}

function handOver(folder: string, uid: number): void {
  chownSync(folder, uid, uid);
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) handOver(path, uid);
    else chownSync(path, uid, uid);
  }
}
