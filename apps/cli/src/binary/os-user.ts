import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

/**
 * Makes `os.userInfo()` tell who runs this. The binary's runtime takes the name from the variable USER, which anybody can
 * set to anybody; Node asks the system's user database, and so does this.
 * @throws whatever the system's own tool says of a user without a name, as Node does.
 */
export function askSystemForUser(): void {
  const told = os.userInfo;
  const userInfo = (): os.UserInfo<string> => {
    const info = told();
    return { ...info, username: findUserName(info.uid) };
  };
  Object.assign(os, { userInfo });
}

/** @param file the user database; what is not in it, such as a directory's users or those of macOS, the system's tool knows. */
export function findUserName(uid: number, file = '/etc/passwd'): string {
  const line = readLines(file).find(
    (candidate) => !candidate.startsWith('#') && candidate.split(':')[2] === String(uid),
  );
  const name = line?.split(':')[0] ?? '';
  if (name !== '') return name;
  const told = execFileSync('/usr/bin/id', ['-un', String(uid)], {
    ...{ encoding: 'utf8', env: {}, timeout: 5_000 },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return told.toString().trim();
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
