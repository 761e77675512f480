import type { RecordFilters, RecordQuery } from '@cloudops/audit';
import { auditEvents, CloudOpsError } from '@cloudops/spec';
import { Flags } from '@oclif/core';
import { parseSince } from '../since.ts';

/** Flags that choose records. */
export const queryFlags = {
  since: Flags.string({ description: 'not older than this: 30m, 12h, 7d or a date', helpValue: 'TIME' }),
  until: Flags.string({ description: 'older than this: 30m, 12h, 7d or a date', helpValue: 'TIME' }),
  user: Flags.string({ description: 'only this user, such as os:alice', helpValue: 'ID' }),
  event: Flags.option({ description: 'only this event', options: auditEvents, helpValue: 'EVENT' })(),
  playbook: Flags.string({ description: 'only this playbook', helpValue: 'NAME' }),
  action: Flags.string({ description: 'only this playbook or event', helpValue: 'NAME' }),
  status: Flags.string({ description: 'only this result', helpValue: 'STATUS' }),
} as const;

/** The flags' values. */
export interface QueryFlags {
  readonly since: string | undefined;
  readonly until: string | undefined;
  readonly user: string | undefined;
  readonly event: string | undefined;
  readonly playbook: string | undefined;
  readonly action: string | undefined;
  readonly status: string | undefined;
}

/** What the flags ask for. @throws CloudOpsError `TIME_INVALID`. */
export function toQuery(flags: QueryFlags, now: number): RecordQuery {
  const from = flags.since === undefined ? undefined : parseSince(flags.since, now);
  const to = flags.until === undefined ? undefined : parseSince(flags.until, now, '--until');
  if (from !== undefined && to !== undefined && from >= to) throw emptySpan(flags);
  return {
    filters: toFilters(flags),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function toFilters({ user, event, playbook, action, status }: QueryFlags): RecordFilters {
  const given = Object.entries({ user, event, playbook, action, status }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as RecordFilters;
}

function emptySpan({ since, until }: QueryFlags): CloudOpsError {
  return new CloudOpsError({
    code: 'TIME_INVALID',
    message: `--since ${since} is not before --until ${until}: no record can fit.`,
    nextSteps: ['Name the earlier time with --since; 7d is earlier than 1d.'],
  });
}
