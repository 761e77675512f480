import { describe, expect, it } from 'vitest';
import { type AuditRecord, auditRecordSchema } from './audit-record.ts';

/** What the first version wrote. */
const oldest: AuditRecord = {
  schema: 'cloudops.audit/v1',
  audit_id: 'aud_00000000000000000000000001',
  timestamp: '2026-01-01T00:00:00.000Z',
  event: 'execution.finished',
  user: { id: 'os:alice', role: 'human', established_by: 'os-user' },
  action: { intent: 'k8s-high-cpu', plan_id: null, run_id: null, targets: [], question_digest: null },
  policy: { outcome: 'auto-approve', policies: ['read-any'], policy_digest: 'sha256:0' },
  result: { status: 'completed', cost_usd: 0 },
  evidence: { pods: 'sha256:1', nodes: null },
  parent: null,
  tool_version: '0.1.0',
  host: 'laptop',
  extra: { identities: { kubernetes: 'kubernetes:alice' } },
};

describe('an audit record', () => {
  it('of the first version stays readable', () => {
    expect(auditRecordSchema.parse(oldest)).toEqual(oldest);
  });

  it('takes what a change leaves behind', () => {
    const record: AuditRecord = {
      ...oldest,
      user: { ...oldest.user, credential: 'short-lived' },
      action: { ...oldest.action, playbook: { version: '1.0.0', digest: 'sha256:2' }, inputs: { samples: 3 } },
      policy: {
        outcome: 'approved',
        policies: ['write-prod-approved'],
        policy_digest: 'sha256:0',
        engine: 'cedar 4.13.0',
        requirement: { count: 0, roles: [] },
        approvals: [{ by: 'os:bob', roles: ['operator'], at: '2026-01-01T00:00:00Z', digest: null }],
      },
      steps: [
        {
          ...{ id: 'scale', action: 'kubernetes.scale', risk_level: 'write', status: 'unknown', reason: 'timeout' },
          ...{ evidence: null, duration_ms: 12, calls: 1 },
        },
      ],
      changes: [{ step: 'scale', resource: 'kubernetes:prod/shop/Deployment/api', before: 'sha256:3', after: null }],
      ai: { kind: 'anthropic', model: 'm', input_tokens: 1, output_tokens: 1, cost_usd: 0.1, sent: 'sha256:4' },
      identities: [{ provider: 'aws', id: 'aws:x', established_by: 'aws-sts', credential: 'short-lived' }],
      sealed: [{ subject: 'sub_1', box: 'v1.x' }],
    };
    expect(auditRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it.each([
    ['an unknown event', { event: 'execution.dreamt' }],
    ['a field nobody knows', { question: 'why is alice’s pod slow?' }],
    ['an output among the steps', { steps: [{ id: 'a', output: {} }] }],
    ['a cost below nothing', { result: { status: 'ok', cost_usd: -1 } }],
  ])('with %s is refused', (_, change) => {
    expect(auditRecordSchema.safeParse({ ...oldest, ...change }).success).toBe(false);
  });
});
