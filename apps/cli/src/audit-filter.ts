import type { RecordFilter } from '@cloudops/audit';
import { Flags } from '@oclif/core';
import { parseSince } from './since.ts';

/** Flags of the commands that read the audit log. */
export const auditFlags = {
  last: Flags.integer({ description: 'only the last N records', min: 1, default: 20, helpValue: 'N' }),
  since: Flags.string({ description: 'not older than this: 30m, 12h, 7d or a date', helpValue: 'TIME' }),
  user: Flags.string({ description: 'only this user id' }),
  action: Flags.string({ description: 'only this playbook or event' }),
  status: Flags.string({ description: 'only this result' }),
} as const;

interface AuditFlagValues {
  readonly last: number;
  readonly since: string | undefined;
  readonly user: string | undefined;
  readonly action: string | undefined;
  readonly status: string | undefined;
}

/** What the flags ask for. @throws CloudOpsError `TIME_INVALID`. */
export function toFilter({ last, since, user, action, status }: AuditFlagValues, now: number): RecordFilter {
  return {
    last,
    ...(since === undefined ? {} : { since: parseSince(since, now) }),
    ...(user === undefined ? {} : { user }),
    ...(action === undefined ? {} : { action }),
    ...(status === undefined ? {} : { status }),
  };
}
