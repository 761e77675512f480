import { CloudOpsError } from '@cloudops/spec';

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds since the Unix epoch for `7d` (ago) or an ISO 8601 date. @throws CloudOpsError `TIME_INVALID`. */
export function parseSince(text: string, now: number, flag: string = '--since'): number {
  const match = /^(\d+)([smhdw])$/.exec(text);
  const time = match === null ? Date.parse(text) : now - Number(match[1]) * (units[match[2] ?? ''] ?? 0);
  if (!Number.isNaN(time)) return time;
  throw new CloudOpsError({
    code: 'TIME_INVALID',
    message: `${flag} ${text} is neither an age nor a date.`,
    nextSteps: ['Write an age such as 30m, 12h or 7d, or a date such as 2026-02-18.'],
  });
}
