import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** How a command ended. */
export interface CommandResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user with an empty home, running the built command line. */
export interface CliUser {
  readonly home: string;
  run(args: readonly string[], options?: RunOptions): Promise<CommandResult>;
  /** The one JSON document that a command printed. */
  json(
    args: readonly string[],
    options?: RunOptions,
  ): Promise<{ readonly status: number | null; readonly document: never }>;
  remove(): void;
}

/** What may differ for one command. */
export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Sends a signal once standard error or output holds this text, or after so many milliseconds. */
  readonly interrupt?: { readonly signal: NodeJS.Signals; readonly afterMs: number };
  readonly cwd?: string;
}

/** Makes a user; the environment holds what a login has and nothing of the test's own. */
export function createCliUser(environment: Readonly<Record<string, string>> = {}): CliUser {
  const home = mkdtempSync(join(tmpdir(), 'cloudops-user-'));
  const run = (args: readonly string[], options: RunOptions = {}): Promise<CommandResult> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [program, ...args], {
        cwd: options.cwd ?? home,
        env: { HOME: home, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', ...environment, ...options.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output.stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output.stderr += text;
      });
      const { interrupt } = options;
      const timer = interrupt && setTimeout(() => child.kill(interrupt.signal), interrupt.afterMs);
      child.on('close', (status) => {
        clearTimeout(timer);
        resolve({ status, ...output });
      });
    });
  return {
    home,
    run,
    json: async (args, options) => {
      const { status, stdout, stderr } = await run([...args, '-o', 'json'], options);
      try {
        return { status, document: JSON.parse(stdout) as never };
      } catch {
        throw new Error(`${args.join(' ')} printed no JSON document: ${stdout.slice(0, 500)} ${stderr.slice(0, 500)}`);
      }
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
