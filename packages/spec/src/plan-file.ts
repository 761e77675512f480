import { z } from 'zod';
import { type Decision, decisionSchema } from './decision.ts';
import { type Plan, planSchema } from './plan.ts';

/** A DSSE envelope: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  /** `application/vnd.in-toto+json` for what CloudOps writes. */
  readonly payloadType: string;
  /** Base64 of the payload's bytes. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** Whether the cloud would accept one step, as it said when the plan was made. Advice: it is asked again before the change. */
export interface PreflightCheck {
  readonly step: string;
  readonly outcome: 'accepted' | 'refused' | 'unknown';
  /** One sentence; may hold text from the cloud. */
  readonly message: string;
}

/** A plan saved to be read, approved and applied. Only `plan` and what is signed over it are trusted when it is applied. */
export interface PlanFile {
  readonly schema_version: 1;
  readonly kind: 'cloudops.plan';
  readonly plan: Plan;
  /** As decided when it was saved; decided again by whoever applies it. */
  readonly decision: Decision;
  readonly preflight: readonly PreflightCheck[];
  /** Approvals, in the order in which they were added. */
  readonly approvals: readonly Envelope[];
}

/** The most bytes that a plan file may have: far more than any plan of 200 steps needs. */
export const maximumPlanFileBytes: number = 4 * 1024 * 1024;

/** Checks an {@link Envelope}. */
export const envelopeSchema: z.ZodType<Envelope> = z
  .strictObject({
    payloadType: z.string().max(200),
    payload: z.base64().max(1024 * 1024),
    signatures: z
      .array(z.strictObject({ keyid: z.string().max(200), sig: z.base64().max(4096) }))
      .min(1)
      .max(10),
  })
  .meta({ id: 'Envelope', title: 'A signed statement (DSSE)' });

/** Checks a {@link PlanFile}. */
export const planFileSchema: z.ZodType<PlanFile> = z
  .strictObject({
    schema_version: z.literal(1),
    kind: z.literal('cloudops.plan'),
    plan: planSchema,
    decision: decisionSchema,
    preflight: z.array(
      z.strictObject({
        step: z.string(),
        outcome: z.enum(['accepted', 'refused', 'unknown']),
        message: z.string(),
      }),
    ),
    approvals: z.array(envelopeSchema).max(50),
  })
  .meta({ id: 'PlanFile', title: 'A saved CloudOps plan' });
