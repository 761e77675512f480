import { z } from 'zod';
import { type ChangeOutcome, changeOutcomeSchema } from './change.ts';
import {
  type EvidenceRef,
  evidenceRefSchema,
  type Figure,
  type Finding,
  figureSchema,
  findingSchema,
  type NotChecked,
  notCheckedSchema,
  type ProofTier,
  proofTiers,
  type Remediation,
  type RuledOut,
  remediationSchema,
  ruledOutSchema,
  type Severity,
  severities,
} from './finding.ts';
import type { Choice } from './intent.ts';
import { type ResourceRef, resourceRefSchema } from './resource.ts';

/** What became of the question. */
export type ReportStatus = 'completed' | 'partial' | 'failed' | 'denied' | 'needs_approval' | 'clarify' | 'unsupported';

/** A root cause, with what follows from it folded under it. */
export interface Cause {
  /** 1 is the most likely to be what to change. */
  readonly rank: number;
  /** The finding's id. */
  readonly id: string;
  readonly code: string;
  readonly also: readonly string[];
  readonly severity: Severity;
  readonly tier: ProofTier;
  readonly resource: ResourceRef;
  readonly instances: readonly string[];
  readonly title: string;
  readonly detail: string;
  readonly evidence: readonly EvidenceRef[];
  /** Ids of findings, sorted by severity, then id. */
  readonly consequences: readonly string[];
  readonly remediations: readonly Remediation[];
}

/** What became of one step that changes something. */
export interface ReportedChange {
  readonly step: string;
  /** The step's title. */
  readonly title: string;
  readonly outcome: ChangeOutcome;
}

/** The answer. A function of the evidence: no ids of runs, no clocks, no durations. */
export interface Report {
  readonly status: ReportStatus;
  readonly question: string;
  readonly playbook: { readonly id: string; readonly version: string } | null;
  /** One sentence that answers the question. */
  readonly summary: string;
  readonly causes: readonly Cause[];
  readonly findings: readonly Finding[];
  readonly ruled_out: readonly RuledOut[];
  readonly not_checked: readonly NotChecked[];
  readonly figures: readonly Figure[];
  /** What became of each change, in the plan's order; left out where nothing was to be changed. */
  readonly changes?: readonly ReportedChange[];
  /** Present when the question was not understood or is not supported. */
  readonly clarify?: { readonly question: string; readonly choices: readonly Choice[] };
}

const choiceSchema: z.ZodType<Choice> = z.strictObject({ playbook: z.string(), example: z.string() });

const reportedChange: z.ZodType<ReportedChange> = z.strictObject({
  step: z.string(),
  title: z.string(),
  outcome: changeOutcomeSchema,
});

/** Checks a {@link Report}. */
export const reportSchema: z.ZodType<Report> = z
  .strictObject({
    status: z.enum(['completed', 'partial', 'failed', 'denied', 'needs_approval', 'clarify', 'unsupported']),
    question: z.string(),
    playbook: z.strictObject({ id: z.string(), version: z.string() }).nullable(),
    summary: z.string(),
    causes: z.array(
      z.strictObject({
        rank: z.int().min(1),
        id: z.string(),
        code: z.string(),
        also: z.array(z.string()),
        severity: z.enum(severities as [Severity, ...Severity[]]),
        tier: z.enum(proofTiers as [ProofTier, ...ProofTier[]]),
        resource: resourceRefSchema,
        instances: z.array(z.string()),
        title: z.string(),
        detail: z.string(),
        evidence: z.array(evidenceRefSchema),
        consequences: z.array(z.string()),
        remediations: z.array(remediationSchema),
      }),
    ),
    findings: z.array(findingSchema),
    ruled_out: z.array(ruledOutSchema),
    not_checked: z.array(notCheckedSchema),
    figures: z.array(figureSchema),
    changes: z.array(reportedChange).exactOptional(),
    clarify: z.strictObject({ question: z.string(), choices: z.array(choiceSchema) }).exactOptional(),
  })
  .meta({ id: 'Report', title: 'CloudOps report' });
