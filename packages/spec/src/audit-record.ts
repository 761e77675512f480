import { z } from 'zod';
import { type ApprovalRequirement, approvalRequirementSchema, type Principal } from './decision.ts';
import { type StepStatus, type UnknownKind, unknownKinds } from './evidence.ts';
import type { ParserUse } from './intent.ts';
import type { Json } from './json.ts';
import type { RiskLevel } from './playbook.ts';

/** What happened. Noun first, then what happened to it. */
export type AuditEvent =
  | 'question.asked'
  | 'plan.decided'
  | 'plan.approved'
  | 'approval.revoked'
  | 'plan.refused'
  | 'execution.started'
  | 'execution.finished'
  | 'execution.resumed'
  | 'world.recorded'
  | 'baseline.approved'
  | 'plugin.installed'
  | 'plugin.removed'
  | 'plugin.command'
  | 'subject.erased'
  | 'records.archived'
  | 'records.exported';

/** All events, in the order in which a question meets them. */
export const auditEvents: readonly AuditEvent[] = [
  'question.asked',
  'plan.decided',
  'plan.approved',
  'approval.revoked',
  'plan.refused',
  'execution.started',
  'execution.finished',
  'execution.resumed',
  'world.recorded',
  'baseline.approved',
  'plugin.installed',
  'plugin.removed',
  'plugin.command',
  'subject.erased',
  'records.archived',
  'records.exported',
];

/** Who acted. */
export interface AuditUser {
  /** Such as `os:alice`; in a log that protects personal data a pseudonym, `sub_…`. */
  readonly id: string;
  /** What the user is: `human`, `service`, `agent`. */
  readonly role: string;
  /** How the id was established, such as `os-user` or `aws-sts`. */
  readonly established_by: string;
  readonly credential?: Principal['credential'];
}

/** Who a target said that we are. */
export interface AuditIdentity {
  readonly provider: string;
  /** Null where the target would not tell. */
  readonly id: string | null;
  /** Such as `aws-sts` or `kubernetes-self-subject-review`; null with the id. */
  readonly established_by: string | null;
  readonly credential: Principal['credential'];
}

/** Somebody's yes to a plan, as policy counted it. */
export interface AuditApproval {
  readonly by: string;
  readonly roles: readonly string[];
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `sha256:` of the signed statement; null where the yes was given at the terminal. */
  readonly digest: string | null;
}

/** What became of a step: never what it read. */
export interface AuditStep {
  readonly id: string;
  readonly action: string;
  readonly risk_level: RiskLevel;
  readonly status: StepStatus;
  /** Why it is unknown; left out otherwise. */
  readonly reason?: UnknownKind;
  /** `sha256:` of the evidence; null without one. */
  readonly evidence: string | null;
  readonly duration_ms: number;
  /** API requests, retries included. */
  readonly calls: number;
}

/** The state of one thing before and after a change, by digest. */
export interface AuditChange {
  readonly step: string;
  /** Such as `kubernetes:prod/shop/Deployment/api`. */
  readonly resource: string;
  /** `sha256:` of what was observed; null when it was not there, or could not be read. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Personal values of one subject, encrypted under a key that can be destroyed. */
export interface SealedBox {
  /** The subject's pseudonym, `sub_…`. */
  readonly subject: string;
  /** `v1.` and base64url of nonce, ciphertext and tag (AES-256-GCM). */
  readonly box: string;
}

/**
 * One entry of the audit log. The leaf of the transparency log is exactly this record's bytes.
 * Holds digests and names only: no output of a cloud, no secret. Optional fields are those that older records lack.
 */
export interface AuditRecord {
  readonly schema: 'cloudops.audit/v1';
  /** `aud_` and a sortable unique part. Appending the same id twice is the same entry. */
  readonly audit_id: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly event: AuditEvent;
  readonly user: AuditUser;
  readonly action: {
    /** The playbook's id, or null when the question matched none. */
    readonly intent: string | null;
    /** Is the plan's digest too: `pln_` and its SHA-256. */
    readonly plan_id: string | null;
    readonly run_id: string | null;
    /** `<provider>:<target>`, sorted. */
    readonly targets: readonly string[];
    /** The audit log's fingerprint of the question (`hmac-sha256:…`); the text itself stays out. */
    readonly question_digest: string | null;
    /** Version and digest of the playbook. */
    readonly playbook?: { readonly version: string; readonly digest: string };
    /** The plan's inputs that the playbook declares; somebody's words by fingerprint. */
    readonly inputs?: Readonly<Record<string, Json>>;
  };
  readonly policy: {
    readonly outcome: string;
    readonly policies: readonly string[];
    readonly policy_digest: string;
    /** The policy engine and its version. */
    readonly engine?: string;
    /** What is still missing for a held plan. */
    readonly requirement?: ApprovalRequirement;
    readonly approvals?: readonly AuditApproval[];
  } | null;
  readonly result: { readonly status: string; readonly cost_usd: number };
  /** Step id to evidence digest; only for `execution.finished`. */
  readonly evidence: Readonly<Record<string, string | null>>;
  /** In the plan's order; only for `execution.finished`. */
  readonly steps?: readonly AuditStep[];
  /** In the steps' order; only where something was changed. */
  readonly changes?: readonly AuditChange[];
  /** How the question was read, and by which model. */
  readonly ai?: ParserUse;
  /** Who the targets said that we are, sorted by provider. */
  readonly identities?: readonly AuditIdentity[];
  /** The record that this one follows, such as the `execution.started` of a `finished`. */
  readonly parent: string | null;
  readonly tool_version: string;
  readonly host: string;
  /** What fills the pseudonyms of this record again, for whoever holds the keys. */
  readonly sealed?: readonly SealedBox[];
  /** Room for later fields, by name; readers ignore what they do not know. */
  readonly extra?: Readonly<Record<string, Json>>;
}

const json = z.json() as z.ZodType<Json>;
const digest = z.string().nullable();
const credential = z.enum(['short-lived', 'long-lived', 'unknown']);

const policy = z.strictObject({
  outcome: z.string(),
  policies: z.array(z.string()),
  policy_digest: z.string(),
  engine: z.string().exactOptional(),
  requirement: approvalRequirementSchema.exactOptional(),
  approvals: z
    .array(z.strictObject({ by: z.string(), roles: z.array(z.string()), at: z.iso.datetime(), digest }))
    .exactOptional(),
});

const step: z.ZodType<AuditStep> = z.strictObject({
  id: z.string(),
  action: z.string(),
  risk_level: z.enum(['read', 'write', 'delete']),
  status: z.enum(['present', 'absent', 'unknown', 'skipped']),
  reason: z.enum(unknownKinds).exactOptional(),
  evidence: digest,
  duration_ms: z.number().min(0),
  calls: z.int().min(0),
});

const identity: z.ZodType<AuditIdentity> = z.strictObject({
  provider: z.string(),
  id: z.string().nullable(),
  established_by: z.string().nullable(),
  credential,
});

const parserUse: z.ZodType<ParserUse> = z.strictObject({
  kind: z.string(),
  model: z.string().exactOptional(),
  input_tokens: z.int().min(0).exactOptional(),
  output_tokens: z.int().min(0).exactOptional(),
  cost_usd: z.number().min(0).exactOptional(),
  sent: z.string().exactOptional(),
  cached: z.boolean().exactOptional(),
  fallback: z.strictObject({ from: z.string(), why: z.string() }).exactOptional(),
});

/** Checks an {@link AuditRecord}. */
export const auditRecordSchema: z.ZodType<AuditRecord> = z
  .strictObject({
    schema: z.literal('cloudops.audit/v1'),
    audit_id: z.string().regex(/^aud_[0-9A-Za-z]{10,40}$/),
    timestamp: z.iso.datetime(),
    event: z.enum(auditEvents),
    user: z.strictObject({
      id: z.string(),
      role: z.string(),
      established_by: z.string(),
      credential: credential.exactOptional(),
    }),
    action: z.strictObject({
      intent: z.string().nullable(),
      plan_id: z.string().nullable(),
      run_id: z.string().nullable(),
      targets: z.array(z.string()),
      question_digest: z.string().nullable(),
      playbook: z.strictObject({ version: z.string(), digest: z.string() }).exactOptional(),
      inputs: z.record(z.string(), json).exactOptional(),
    }),
    policy: policy.nullable(),
    result: z.strictObject({ status: z.string(), cost_usd: z.number().min(0) }),
    evidence: z.record(z.string(), digest),
    steps: z.array(step).exactOptional(),
    changes: z
      .array(z.strictObject({ step: z.string(), resource: z.string(), before: digest, after: digest }))
      .exactOptional(),
    ai: parserUse.exactOptional(),
    identities: z.array(identity).exactOptional(),
    parent: z.string().nullable(),
    tool_version: z.string(),
    host: z.string(),
    sealed: z.array(z.strictObject({ subject: z.string(), box: z.string() })).exactOptional(),
    extra: z.record(z.string(), json).exactOptional(),
  })
  .meta({ id: 'AuditRecord', title: 'CloudOps audit record' });
