import { z } from 'zod';
import type { Json } from './json.ts';
import type { RiskLevel } from './playbook.ts';
import { type ResourceRef, resourceRefSchema } from './resource.ts';

/** How bad it is, worst first. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Severities, worst first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/**
 * A `fault` is wrong by itself and names what to change; a `symptom` suffers; a `hint` is unusual, not wrong.
 * A hint becomes a cause only when the analyzer raises it to a fault, with a symptom that it explains.
 */
export type FindingRole = 'fault' | 'symptom' | 'hint';

/** Strength of proof, strongest first. */
export type ProofTier = 'contradiction' | 'status' | 'message' | 'last-words' | 'figure' | 'absence' | 'correlation';

/** Proof tiers, strongest first. */
export const proofTiers: readonly ProofTier[] = [
  'contradiction',
  'status',
  'message',
  'last-words',
  'figure',
  'absence',
  'correlation',
];

/** One fact that a finding rests on. */
export interface EvidenceRef {
  /** A step id of the run. */
  readonly step: string;
  /** An RFC 6901 JSON pointer into that step's output. */
  readonly pointer: string;
  /** The value as read, or a short form of it. */
  readonly value: Json;
}

/** What could be done. A proposal: nothing here has run. */
export interface Remediation {
  readonly title: string;
  /** The playbook that does it. */
  readonly playbook: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly risk: RiskLevel;
  /** How to take it back; says so when it cannot be. */
  readonly undo: string;
}

/** One thing an analyzer found. */
export interface Finding {
  /** `f_` and 16 hex digits, from code and resource: the same fault has the same id in every run. */
  readonly id: string;
  /** From the provider's registry, such as `CPU-104`. */
  readonly code: string;
  /** Other codes that the same fault meets. */
  readonly also: readonly string[];
  readonly role: FindingRole;
  readonly tier: ProofTier;
  readonly severity: Severity;
  /** The object whose change would fix it. */
  readonly resource: ResourceRef;
  /** Where it shows, as `Kind/namespace/name` or `Kind/name`, sorted. */
  readonly instances: readonly string[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  /** Ids of the findings that this one explains. */
  readonly cause_of: readonly string[];
  /** Whether a Service or Ingress stands before it, so that users feel it; null when unknown. */
  readonly touches_users: boolean | null;
  /** When the thing that explains it happened (ISO 8601), where the data shows that; else null. */
  readonly since: string | null;
  readonly remediations: readonly Remediation[];
  /** Typed facts by code. */
  readonly data?: Readonly<Record<string, Json>>;
}

/** A cause that was considered and is not it. */
export interface RuledOut {
  readonly code: string;
  readonly why: string;
  readonly evidence: readonly EvidenceRef[];
}

/** Something that could not be looked at. */
export interface NotChecked {
  readonly what: string;
  readonly why: string;
  /** What would make it possible; empty when nothing would. */
  readonly needs: string;
}

/** A measured value to show, with what it is to be compared with. */
export interface Figure {
  /** Groups rows into one table, such as `nodes` or `workloads`. */
  readonly group: string;
  readonly name: string;
  /** `cores`, `bytes`, `count`, `percent`. */
  readonly unit: string;
  /** Null when it could not be measured. */
  readonly value: number | null;
  readonly request?: number | null;
  readonly limit?: number | null;
  readonly capacity?: number | null;
  /** Earlier values, oldest first, for a sparkline. */
  readonly series?: readonly number[];
  readonly note?: string;
}

/** What an analyzer action returns as its output. */
export interface Analysis {
  readonly findings: readonly Finding[];
  readonly ruled_out: readonly RuledOut[];
  readonly not_checked: readonly NotChecked[];
  readonly figures: readonly Figure[];
}

/** One entry of a provider's registry of finding codes. */
export interface FindingDefinition {
  readonly code: string;
  readonly title: string;
  readonly role: FindingRole;
  readonly severity: Severity;
  /** How it is decided: the test, the threshold, its source. */
  readonly decided: string;
  /** What an operator does about it. */
  readonly remedy: string;
}

const json = z.json() as z.ZodType<Json>;
const severitySchema = z.enum(severities as [Severity, ...Severity[]]);

/** Checks an {@link EvidenceRef}. */
export const evidenceRefSchema: z.ZodType<EvidenceRef> = z.strictObject({
  step: z.string(),
  pointer: z.string(),
  value: json,
});

/** Checks a {@link Remediation}. */
export const remediationSchema: z.ZodType<Remediation> = z.strictObject({
  title: z.string(),
  playbook: z.string(),
  inputs: z.record(z.string(), json),
  risk: z.enum(['read', 'write', 'delete']),
  undo: z.string(),
});

/** Checks a {@link Finding}. */
export const findingSchema: z.ZodType<Finding> = z
  .strictObject({
    id: z.string().regex(/^f_[0-9a-f]{16}$/),
    code: z.string(),
    also: z.array(z.string()),
    role: z.enum(['fault', 'symptom', 'hint']),
    tier: z.enum(proofTiers as [ProofTier, ...ProofTier[]]),
    severity: severitySchema,
    resource: resourceRefSchema,
    instances: z.array(z.string()),
    title: z.string(),
    detail: z.string(),
    evidence: z.array(evidenceRefSchema),
    cause_of: z.array(z.string()),
    touches_users: z.boolean().nullable(),
    since: z.string().nullable(),
    remediations: z.array(remediationSchema),
    data: z.record(z.string(), json).exactOptional(),
  })
  .meta({ id: 'Finding', title: 'CloudOps finding' });

const optionalNumber = z.number().nullable().exactOptional();

/** Checks a {@link Figure}. */
export const figureSchema: z.ZodType<Figure> = z.strictObject({
  group: z.string(),
  name: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  request: optionalNumber,
  limit: optionalNumber,
  capacity: optionalNumber,
  series: z.array(z.number()).exactOptional(),
  note: z.string().exactOptional(),
});

/** Checks a {@link NotChecked}. */
export const notCheckedSchema: z.ZodType<NotChecked> = z.strictObject({
  what: z.string(),
  why: z.string(),
  needs: z.string(),
});

/** Checks a {@link RuledOut}. */
export const ruledOutSchema: z.ZodType<RuledOut> = z.strictObject({
  code: z.string(),
  why: z.string(),
  evidence: z.array(evidenceRefSchema),
});

/** Checks an {@link Analysis}. */
export const analysisSchema: z.ZodType<Analysis> = z
  .strictObject({
    findings: z.array(findingSchema),
    ruled_out: z.array(ruledOutSchema),
    not_checked: z.array(notCheckedSchema),
    figures: z.array(figureSchema),
  })
  .meta({ id: 'Analysis', title: 'CloudOps analysis' });
