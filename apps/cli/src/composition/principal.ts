import { userInfo } from 'node:os';
import type { Principal } from '@cloudops/spec';

/** Who runs the command, as the operating system says; never from a flag or a variable. */
export function findPrincipal(): Principal {
  return { id: `os:${userName()}`, kind: 'human', established_by: 'os-user', credential: 'unknown' };
}

/** A user id without a name (as in a container) is still somebody. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
