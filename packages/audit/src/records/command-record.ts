import type { AuditEvent, AuditRecord, Clock, Json, Principal } from '@cloudops/spec';
import { createAuditId } from '../audit-id.ts';

/** Who acts, where and when: what every record of a command begins with. */
export interface RecordContext {
  readonly principal: Principal;
  readonly clock: Pick<Clock, 'now'>;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly toolVersion: string;
  /** The machine's name. */
  readonly host: string;
}

/** What a command did. */
export interface CommandFacts {
  readonly event: AuditEvent;
  readonly status: string;
  /** The audit id that it follows. */
  readonly parent?: string | null;
  /** What it is about: what is left out is null, or empty. */
  readonly action?: Partial<AuditRecord['action']>;
  /** Particulars by name: numbers, digests, pseudonyms. */
  readonly extra?: Readonly<Record<string, Json>>;
}

/** The record of a command that touches something without a plan, such as `audit erase`. */
export function createCommandRecord(context: RecordContext, facts: CommandFacts): AuditRecord {
  const { principal, clock, randomBytes, toolVersion, host } = context;
  const parent = facts.parent ?? null;
  return {
    schema: 'cloudops.audit/v1',
    audit_id: createAuditId(clock, randomBytes, parent ?? undefined),
    timestamp: new Date(clock.now()).toISOString(),
    event: facts.event,
    user: toAuditUser(principal),
    action: { intent: null, plan_id: null, run_id: null, targets: [], question_digest: null, ...facts.action },
    policy: null,
    result: { status: facts.status, cost_usd: 0 },
    evidence: {},
    parent,
    tool_version: toolVersion,
    host,
    ...(facts.extra === undefined ? {} : { extra: facts.extra }),
  };
}

/** Who acted, as a record says it. */
export function toAuditUser({ id, kind, established_by, credential }: Principal): AuditRecord['user'] {
  return { id, role: kind, established_by, credential };
}
