import { type AuditEvent, type AuditRecord, auditEvents } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { auditRecord } from '../__fixtures__/audit-record.ts';
import { listed } from '../__fixtures__/facets.ts';
import { ocsfComplaints } from './__fixtures__/complaints.ts';
import { type ExportForm, exportForms, exportRecords } from './export-records.ts';

const full: AuditRecord = auditRecord(7, {
  event: 'execution.finished',
  action: {
    ...auditRecord(7).action,
    plan_id: 'pln_7',
    playbook: { version: '1.0.0', digest: 'sha256:7' },
    inputs: { samples: 3 },
  },
  policy: {
    ...{ outcome: 'approved', policies: ['write-prod-approved'], policy_digest: 'sha256:0', engine: 'cedar' },
    approvals: [{ by: 'os:bob', roles: ['operator'], at: '2026-01-01T00:00:00Z', digest: null }],
  },
  result: { status: 'completed', cost_usd: 0.01 },
  steps: [
    {
      ...{ id: 'scale', action: 'kubernetes.scale', risk_level: 'write', status: 'present', evidence: 'sha256:1' },
      ...{ duration_ms: 4, calls: 1 },
    },
  ],
  changes: [{ step: 'scale', resource: 'kubernetes:prod/shop/Deployment/api', before: 'sha256:1', after: 'sha256:2' }],
  ai: { kind: 'anthropic', model: 'm', input_tokens: 10, output_tokens: 2, cost_usd: 0.01 },
  identities: [{ provider: 'kubernetes', id: 'kubernetes:alice', established_by: 'x', credential: 'short-lived' }],
});

async function exported(records: readonly AuditRecord[], form: ExportForm): Promise<readonly string[]> {
  const lines: string[] = [];
  const logged = records.map((record, index) => ({ index, record }));
  for await (const line of exportRecords(listed(logged), { form, origin: 'cloudops.test/audit log' })) lines.push(line);
  return lines;
}

const parsed = async (record: AuditRecord, form: ExportForm): Promise<Readonly<Record<string, unknown>>> =>
  JSON.parse((await exported([record], form))[0] ?? '') as Record<string, unknown>;

describe('the OCSF export', () => {
  it.each(auditEvents)('of %s fits the published schema, bare and full', async (event: AuditEvent) => {
    for (const record of [auditRecord(1, { event }), { ...full, event }]) {
      expect(ocsfComplaints(await parsed(record, 'ocsf'))).toEqual([]);
    }
  });

  it('is refused by that schema once it is wrong, so that fitting means something', async () => {
    const event = await parsed(full, 'ocsf');
    expect(ocsfComplaints({ ...event, activity_id: 9 })).not.toEqual([]);
    expect(ocsfComplaints({ ...event, src_endpoint: undefined })).not.toEqual([]);
    expect(ocsfComplaints({ ...event, surprise: 1 })).not.toEqual([]);
  });

  it('says who did what where, whether it was allowed, and by which model it was read', async () => {
    expect(await parsed(full, 'ocsf')).toMatchObject({
      ...{ class_uid: 6003, activity_id: 3, type_uid: 600303, status_id: 1, status_code: 'completed' },
      metadata: {
        uid: full.audit_id,
        correlation_uid: 'pln_7',
        sequence: 0,
        profiles: ['security_control', 'ai_operation'],
      },
      actor: { user: { uid: 'os:alice' } },
      api: { operation: 'k8s-high-cpu' },
      resources: [{ name: 'kubernetes:prod', type: 'kubernetes' }],
      ...{ action_id: 1, disposition_id: 1, authorizations: [{ decision: 'approved' }] },
      ai_model: { ai_provider: 'anthropic', name: 'm' },
      message_context: { prompt_tokens: 10, completion_tokens: 2 },
      unmapped: { changes: full.changes, approvals: full.policy?.approvals },
    });
  });

  it('calls a cut of the log a deletion', async () => {
    const archived = auditRecord(1, { event: 'records.archived' });
    expect(await parsed(archived, 'ocsf')).toMatchObject({ activity_name: 'Create' });
    const cut = { ...archived, result: { status: 'cut', cost_usd: 0 } };
    expect(await parsed(cut, 'ocsf')).toMatchObject({ activity_name: 'Delete', type_uid: 600304 });
  });

  it('does not call an execution a success that has only started, nor a denial one', async () => {
    expect(await parsed(auditRecord(1, { event: 'execution.started' }), 'ocsf')).toMatchObject({ status_id: 0 });
    const denied = {
      event: 'plan.decided',
      result: { status: 'deny', cost_usd: 0 },
      policy: { outcome: 'deny', policies: [], policy_digest: '' },
    } as const;
    expect(await parsed(auditRecord(1, denied), 'ocsf')).toMatchObject({ status_id: 2, action_id: 2, severity_id: 3 });
  });
});

describe('the CloudEvents export', () => {
  it('has every attribute that CloudEvents 1.0 asks for', async () => {
    const event = await parsed(full, 'cloudevents');
    expect(event).toEqual({
      ...{ specversion: '1.0', id: full.audit_id, source: '//cloudops.test/audit%20log' },
      ...{ type: 'cloudops.audit.execution.finished.v1', subject: 'pln_7', time: full.timestamp },
      ...{ datacontenttype: 'application/json', sequence: '0', data: full },
    });
    for (const name of Object.keys(event)) expect(name).toMatch(/^[a-z0-9]+$/);
    expect(
      await parsed(auditRecord(1, { action: { ...full.action, plan_id: null, run_id: null } }), 'cloudevents'),
    ).not.toHaveProperty('subject');
  });
});

describe('the CSV export', () => {
  it('has as many cells in every line as in the first', async () => {
    const [head, bare, line] = await exported([auditRecord(1), full], 'csv');
    expect(head).toMatch(/^index,audit_id,timestamp,/);
    for (const one of [bare, line]) expect(one?.match(/,/g)?.length).toBe(head?.match(/,/g)?.length);
    expect(line).toMatch(/\r\n$/);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u00a0=1', '＝1', "=cmd|'/c calc'!A1"])(
    'lets no spreadsheet run %j',
    async (text) => {
      const [, line] = await exported([auditRecord(1, { host: text })], 'csv');
      expect(line).toContain(`"'${text}"`);
    },
  );

  it('keeps commas, quotes and line ends inside a cell', async () => {
    const [, line] = await exported([auditRecord(1, { host: 'a,"b"\nc' })], 'csv');
    expect(line).toContain('"a,""b""\nc"');
  });
});

describe('every export', () => {
  it('of no records is empty, but for the head of a table', async () => {
    for (const form of exportForms) expect(await exported([], form)).toHaveLength(form === 'csv' ? 1 : 0);
  });

  it('in jsonl is the records themselves', async () => {
    expect((await exported([full, auditRecord(1)], 'jsonl')).map((line) => JSON.parse(line) as unknown)).toEqual([
      full,
      auditRecord(1),
    ]);
  });
});
