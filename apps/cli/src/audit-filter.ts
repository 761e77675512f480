import type { RecordFilter } from '@cloudops/audit';
import { CloudOpsError } from '@cloudops/spec';
import { Flags } from '@oclif/core';

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

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds since the Unix epoch for `7d` (ago) or an ISO 8601 date. @throws CloudOpsError `TIME_INVALID`. */
function parseSince(text: string, now: number): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  const time = match === null ? Date.parse(text) : now - Number(match[1]) * (units[match[2] ?? ''] ?? 0);
  if (!Number.isNaN(time)) return time;
  throw new CloudOpsError({
    code: 'TIME_INVALID',
    message: `--since ${text} is neither an age nor a date.`,
    nextSteps: ['Write an age such as 30m, 12h or 7d, or a date such as 2026-02-18.'],
  });
}
