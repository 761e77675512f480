import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const { cwd, environment = process.env, input = '' } = options;
  const child = spawn(program, args, { env: environment, ...(cwd === undefined ? {} : { cwd }) });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  child.on('error', reject);
  child.on('close', (status) => resolve({ status, ...output }));
  // Who reads no input may close it first.
  child.stdin.on('error', () => undefined).end(input);
  return promise;
}

/** Runs a program that has to succeed. @returns what it printed. */
export async function runWell(...given: Parameters<typeof run>): Promise<string> {
  const { status, stdout, stderr } = await run(...given);
  if (status === 0) return stdout;
  throw new Error(`${given[0]} ${given[1].join(' ').slice(0, 200)} ended with ${status}: ${stderr}${stdout}`);
}

/** A word that a shell takes as it is. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
