import type { AuditLog } from '@cloudops/audit';

/** Digests of the approvals of a plan that were revoked, as the log has them: what a file leaves out cannot undo it. */
export async function readRevocations(planId: string, audit: AuditLog): Promise<ReadonlySet<string>> {
  const revoked = new Set<string>();
  const query = { filters: { event: 'approval.revoked', plan_id: planId } } as const;
  for await (const { record } of audit.records(query)) {
    const digests = record.extra?.revokes;
    for (const digest of Array.isArray(digests) ? digests : []) if (typeof digest === 'string') revoked.add(digest);
  }
  return revoked;
}
