import { z } from 'zod';
import type { Json } from './json.ts';

/** What happened. Noun first, then what happened to it. */
export type AuditEvent =
  | 'question.asked'
  | 'plan.decided'
  | 'execution.started'
  | 'execution.finished'
  | 'world.recorded';

/**
 * One entry of the audit log. The leaf of the transparency log is exactly this record's bytes.
 * Holds digests and names only: no output of a cloud, no secret.
 */
export interface AuditRecord {
  readonly schema: 'cloudops.audit/v1';
  /** `aud_` and a sortable unique part. Appending the same id twice is the same entry. */
  readonly audit_id: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly event: AuditEvent;
  readonly user: { readonly id: string; readonly role: string; readonly established_by: string };
  readonly action: {
    /** The playbook's id, or null when the question matched none. */
    readonly intent: string | null;
    readonly plan_id: string | null;
    readonly run_id: string | null;
    /** `<provider>:<target>`, sorted. */
    readonly targets: readonly string[];
    /** The audit log's fingerprint of the question (`hmac-sha256:…`); the text itself stays out. */
    readonly question_digest: string | null;
  };
  readonly policy: {
    readonly outcome: string;
    readonly policies: readonly string[];
    readonly policy_digest: string;
  } | null;
  readonly result: { readonly status: string; readonly cost_usd: number };
  /** Step id to evidence digest; only for `execution.finished`. */
  readonly evidence: Readonly<Record<string, string | null>>;
  /** The record that this one follows, such as the `execution.started` of a `finished`. */
  readonly parent: string | null;
  readonly tool_version: string;
  readonly host: string;
  /** Room for later fields, by name; readers ignore what they do not know. */
  readonly extra?: Readonly<Record<string, Json>>;
}

/** Checks an {@link AuditRecord}. */
export const auditRecordSchema: z.ZodType<AuditRecord> = z
  .strictObject({
    schema: z.literal('cloudops.audit/v1'),
    audit_id: z.string().regex(/^aud_[0-9A-Za-z]{10,40}$/),
    timestamp: z.iso.datetime(),
    event: z.enum(['question.asked', 'plan.decided', 'execution.started', 'execution.finished', 'world.recorded']),
    user: z.strictObject({ id: z.string(), role: z.string(), established_by: z.string() }),
    action: z.strictObject({
      intent: z.string().nullable(),
      plan_id: z.string().nullable(),
      run_id: z.string().nullable(),
      targets: z.array(z.string()),
      question_digest: z.string().nullable(),
    }),
    policy: z
      .strictObject({ outcome: z.string(), policies: z.array(z.string()), policy_digest: z.string() })
      .nullable(),
    result: z.strictObject({ status: z.string(), cost_usd: z.number().min(0) }),
    evidence: z.record(z.string(), z.string().nullable()),
    parent: z.string().nullable(),
    tool_version: z.string(),
    host: z.string(),
    extra: z.record(z.string(), z.json() as z.ZodType<Json>).exactOptional(),
  })
  .meta({ id: 'AuditRecord', title: 'CloudOps audit record' });
