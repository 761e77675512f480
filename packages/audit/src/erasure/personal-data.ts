import type { AuditApproval, AuditIdentity, AuditRecord } from '@cloudops/spec';
import { openValues, type SealedValues, sealValues } from './sealed-box.ts';
import { isPseudonym, type SubjectKey, type SubjectKeys } from './subject-keys.ts';

/**
 * Puts pseudonyms where a record names people: the user, the user's machine and identities at the targets, whoever
 * approved. What stood there goes along, sealed under the key of each.
 */
export function sealRecord(record: AuditRecord, keys: SubjectKeys): AuditRecord {
  if (isPseudonym(record.user.id)) return record;
  const user = keys.assure(record.user.id);
  const boxes = new Map<SubjectKey, Record<string, string>>([[user, {}]]);
  const hide = (key: SubjectKey, pointer: string, value: string): string => {
    const values = boxes.get(key) ?? {};
    values[pointer] = value;
    boxes.set(key, values);
    return key.pseudonym;
  };
  const hidden: AuditRecord = {
    ...record,
    user: { ...record.user, id: hide(user, '/user/id', record.user.id) },
    host: hide(user, '/host', record.host),
    ...mapIdentities(record, (id, index) => hide(user, `/identities/${index}/id`, id)),
    ...mapApprovers(record, (by, index) => hide(keys.assure(by), `/policy/approvals/${index}/by`, by)),
  };
  const sealed = [...boxes].map(([key, values]) => sealValues(key, record.audit_id, values));
  return { ...hidden, sealed: sealed.sort((left, right) => (left.subject < right.subject ? -1 : 1)) };
}

/** Puts back what the keys still open. What an erased subject's key protected stays a pseudonym. */
export function unsealRecord(record: AuditRecord, keys: Pick<SubjectKeys, 'find'>): AuditRecord {
  const { sealed, ...rest } = record;
  if (sealed === undefined) return record;
  const values: Record<string, string> = {};
  for (const box of sealed) Object.assign(values, openBox(record.audit_id, box, keys));
  const at = (pointer: string, hidden: string): string => values[pointer] ?? hidden;
  return {
    ...rest,
    user: { ...record.user, id: at('/user/id', record.user.id) },
    host: at('/host', record.host),
    ...mapIdentities(record, (id, index) => at(`/identities/${index}/id`, id)),
    ...mapApprovers(record, (by, index) => at(`/policy/approvals/${index}/by`, by)),
  };
}

function openBox(
  auditId: string,
  box: NonNullable<AuditRecord['sealed']>[number],
  keys: Pick<SubjectKeys, 'find'>,
): SealedValues {
  const key = keys.find(box.subject);
  return key === null ? {} : (openValues(key, auditId, box) ?? {});
}

function mapIdentities(
  { identities }: AuditRecord,
  change: (id: string, index: number) => string,
): { readonly identities?: readonly AuditIdentity[] } {
  if (identities === undefined) return {};
  return {
    identities: identities.map((identity, index) =>
      identity.id === null ? identity : { ...identity, id: change(identity.id, index) },
    ),
  };
}

function mapApprovers(
  { policy }: AuditRecord,
  change: (by: string, index: number) => string,
): { readonly policy?: AuditRecord['policy'] } {
  if (policy?.approvals === undefined) return {};
  const approvals: readonly AuditApproval[] = policy.approvals.map((approval, index) => ({
    ...approval,
    by: change(approval.by, index),
  }));
  return { policy: { ...policy, approvals } };
}
