import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a tool of somebody else said. */
export interface Judgement {
  readonly isGood: boolean;
  readonly output: string;
}

/** Where a program runs. */
export interface Surroundings {
  readonly cwd?: string;
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. */
export function run(program: string, commandLine: readonly string[], where: Surroundings = {}): Judgement {
  const env = { ...process.env, ...where.env };
  const { status, stdout, stderr, error } = spawnSync(program, commandLine, { encoding: 'utf8', ...where, env });
  return { isGood: status === 0, output: error === undefined ? `${stdout}${stderr}` : error.message };
}

/** Builds the program that checks approvals with the libraries that cosign is made of. @returns its path, in the folder. */
export function buildDsseCheck(folder: string): string {
  const output = join(folder, 'dsse-check');
  const built = run('go', ['build', '-o', output, '.'], {
    cwd: fileURLToPath(new URL('./dsse-check', import.meta.url)),
    env: { GOFLAGS: '-mod=readonly -buildvcs=false', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
  });
  if (built.isGood) return output;
  throw new TypeError(`dsse-check cannot be built: ${built.output}`);
}
