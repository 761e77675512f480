import { execFileSync } from 'node:child_process';
import { temporaryFolder } from './temporary-log.ts';

/** Runs git in a folder. @returns what it printed. */
export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
}

/** A new work tree with an empty remote named `origin`. */
export function repository(): { readonly work: string; readonly bare: string } {
  const [work, bare] = [temporaryFolder(), temporaryFolder()];
  git(bare, 'init', '--quiet', '--bare', '--initial-branch=main');
  git(work, 'init', '--quiet', '--initial-branch=main');
  git(work, 'config', 'user.name', 'test');
  git(work, 'config', 'user.email', 'test@example.org');
  git(work, 'remote', 'add', 'origin', bare);
  return { work, bare };
}
