import { z } from 'zod';
import { type StepEvidence, stepsSchema } from '../evidence/step-evidence.ts';

/** What the question was limited to; null or left out where it was not. */
export interface TriageScope {
  readonly namespace?: string | null | undefined;
  /** A name, or `kind/name`. */
  readonly workload?: string | null | undefined;
  readonly node?: string | null | undefined;
  readonly pod?: string | null | undefined;
  readonly service?: string | null | undefined;
  readonly ingress?: string | null | undefined;
  /** A claim's name. */
  readonly volume?: string | null | undefined;
}

/** What an analyzer is about: `health` is what triage runs; the others are audits with playbooks of their own. */
export const topics = [
  'health',
  'certificates',
  'deprecated-apis',
  'disruption',
  'latency',
  'limits',
  'network-policy',
  'orphans',
  'pod-security',
  'rbac',
  'rightsizing',
  'volumes-filling',
  'what-changed',
] as const;

/** One of {@link topics}. */
export type Topic = (typeof topics)[number];

/** What `kubernetes.triage` takes. A step that is left out counts as skipped. */
export interface TriageInput {
  readonly scope: TriageScope;
  /** Which analyzers; `health` unless stated. */
  readonly topics?: readonly Topic[] | undefined;
  /** Codes, or beginnings such as `POD-`, of the symptoms that were asked about: other causes are left out. All unless stated. */
  readonly focus?: readonly string[] | undefined;
  /** Settings of single analyzers, by name. */
  readonly options?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  readonly steps: Readonly<Record<string, StepEvidence>>;
}

const name = z.string().nullable().optional();

/** Checks a {@link TriageInput}. */
export const triageInputSchema: z.ZodType<TriageInput> = z.strictObject({
  scope: z.strictObject({
    namespace: name,
    workload: name,
    node: name,
    pod: name,
    service: name,
    ingress: name,
    volume: name,
  }),
  topics: z.array(z.enum(topics)).optional(),
  focus: z.array(z.string().regex(/^[A-Z]+-\d*$/)).optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  steps: stepsSchema,
});
