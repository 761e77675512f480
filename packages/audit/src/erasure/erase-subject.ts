import type { AuditLog } from '../log/audit-log.ts';
import { createCommandRecord, type RecordContext } from '../records/command-record.ts';
import type { SubjectKeys } from './subject-keys.ts';

/** Whose key to destroy, and who does it. */
export interface EraseOptions {
  /** A user's id such as `os:alice`, or its pseudonym. */
  readonly subject: string;
  readonly context: RecordContext;
}

/** What an erasure did. */
export type Erasure =
  | {
      readonly kind: 'erased';
      readonly pseudonym: string;
      /** Records of what the subject did, which from now on show the pseudonym. */
      readonly records: number;
      /** Records that an older version wrote with the name in clear: out of reach of any erasure. */
      readonly in_clear: number;
      /** The records of the erasure. */
      readonly audit_ids: readonly string[];
    }
  | {
      readonly kind: 'unknown-subject';
      readonly subject: string;
      /** Records that hold it all the same: in clear, or as the pseudonym of who was erased before. */
      readonly in_clear: number;
    };

/**
 * Destroys a subject's key. The log keeps every byte and still verifies; the subject's name, machine and identities in
 * it can be read by nobody any more. A record says so before and after.
 * @param log as {@link protectAuditLog} gives it, over the same keys.
 * @throws CloudOpsError of log and keys; what is `started` and not `completed` may be done again.
 */
export async function eraseSubject(
  log: AuditLog,
  keys: SubjectKeys,
  { subject, context }: EraseOptions,
): Promise<Erasure> {
  const key = keys.find(subject);
  if (key === null) return { kind: 'unknown-subject', subject, in_clear: await count(log, subject) };
  const { pseudonym } = key;
  const records = await count(log, pseudonym);
  const inClear = (await count(log, key.subject)) - records;
  const extra = { subject: pseudonym };
  const started = createCommandRecord(context, { event: 'subject.erased', status: 'started', extra });
  await log.append(started);
  keys.destroy(pseudonym);
  const facts = { event: 'subject.erased', status: 'completed', parent: started.audit_id, extra } as const;
  const completed = createCommandRecord(context, facts);
  // Who erases oneself must not get a new key by the record of it.
  const isSelf = context.principal.id === key.subject;
  const user = { ...completed.user, id: pseudonym };
  await log.append(isSelf ? { ...completed, user, host: pseudonym } : completed);
  return { kind: 'erased', pseudonym, records, in_clear: inClear, audit_ids: [started.audit_id, completed.audit_id] };
}

async function count(log: AuditLog, user: string): Promise<number> {
  let found = 0;
  for await (const _ of log.facets({ filters: { user } })) found += 1;
  return found;
}
