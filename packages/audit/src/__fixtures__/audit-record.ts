import type { AuditRecord } from '@cloudops/spec';

/** A valid record number `index`, with what a test wants changed. */
export function auditRecord(index: number, changes: Partial<AuditRecord> = {}): AuditRecord {
  return {
    schema: 'cloudops.audit/v1',
    audit_id: `aud_${String(index).padStart(26, '0')}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
    event: 'question.asked',
    user: { id: 'os:alice', role: 'operator', established_by: 'os-user' },
    action: {
      intent: 'k8s-high-cpu',
      plan_id: null,
      run_id: `run_${index}`,
      targets: ['kubernetes:prod'],
      question_digest: null,
    },
    policy: null,
    result: { status: 'ok', cost_usd: 0 },
    evidence: {},
    parent: null,
    tool_version: '0.1.0',
    host: 'test',
    ...changes,
  };
}
