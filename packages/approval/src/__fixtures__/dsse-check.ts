import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a tool of somebody else said. */
export interface Judgement {
  readonly isGood: boolean;
  readonly output: string;
}

/** Runs a program to its end. */
export function run(program: string, commandLine: readonly string[], input: string = ''): Judgement {
  const { status, stdout, stderr } = spawnSync(program, commandLine, { encoding: 'utf8', input });
  return { isGood: status === 0, output: `${stdout ?? ''}${stderr ?? ''}` };
}

/** Builds the program that checks approvals with the libraries that cosign is made of. @returns its path, in the folder. */
export function buildDsseCheck(folder: string): string {
  const output = join(folder, 'dsse-check');
  const built = spawnSync('go', ['build', '-o', output, '.'], {
    cwd: fileURLToPath(new URL('./dsse-check', import.meta.url)),
    env: { ...process.env, GOFLAGS: '-mod=readonly -buildvcs=false', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
    encoding: 'utf8',
  });
  if (built.status === 0) return output;
  throw new TypeError(`dsse-check cannot be built: ${built.error?.message ?? built.stderr}`);
}
