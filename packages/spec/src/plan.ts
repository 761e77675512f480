import { z } from 'zod';
import { type PlannedChange, plannedChangeSchema } from './change.ts';
import { type Intent, intentSchema } from './intent.ts';
import type { Json } from './json.ts';
import type { RiskLevel } from './playbook.ts';

/** A place that a plan reads or changes: a cluster, an account and region, a recorded world. */
export interface Target {
  readonly provider: string;
  /** The kube context, AWS profile or world name. */
  readonly name: string;
  /** The environment it belongs to. What maps to none is `prod`. */
  readonly environment: string;
}

/** One step of a plan, resolved as far as can be without touching a cloud. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly action: string;
  readonly provider: string;
  /** Resolved input. `${{ … }}` remains only where an earlier step's output is meant. */
  readonly with: Readonly<Record<string, Json>>;
  /** Ids of earlier steps, sorted. The order of the plan's steps respects them. */
  readonly needs: readonly string[];
  /** A CEL expression over `steps`, decided at run time; absent means always. */
  readonly when?: string;
  readonly foreach?: string;
  readonly risk_level: RiskLevel;
  readonly timeout_sec: number;
  readonly retry: { readonly attempts: number };
}

/** What will be done, as a value: save it, mail it, review it, run exactly it. */
export interface Plan {
  readonly schema_version: 1;
  /** `pln_` and the SHA-256 (hex) of the RFC 8785 form of the plan without `id`. */
  readonly id: string;
  readonly playbook: { readonly id: string; readonly version: string; readonly digest: string };
  readonly intent: Intent;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly targets: readonly Target[];
  readonly steps: readonly Step[];
  /** Steps that the inputs switched off, and why; shown, never run. */
  readonly skipped: readonly { readonly id: string; readonly why: string }[];
  /** Versions of the providers the plan was made for, by name. */
  readonly provider_versions: Readonly<Record<string, string>>;
  readonly estimated_duration_sec: number;
  readonly estimated_cost_usd: number;
  readonly human_summary: string;
  /** What the plan is bound to, where it changes something; left out while nobody has looked, and in plans that only read. */
  readonly change?: PlannedChange;
}

/** Values of some inputs, and the risk that an action has with them. */
export interface LowerRisk {
  readonly with: Readonly<Record<string, Json>>;
  readonly risk: RiskLevel;
}

/** What the planner may know of an action. */
export interface ActionDescriptor {
  /** `<provider>.<action>`. */
  readonly name: string;
  readonly provider: string;
  readonly risk: RiskLevel;
  /** Set where `risk` is only the highest, and an input decides; who checks without asking the provider cannot tell more. */
  readonly risk_varies?: true;
  /** Inputs for which the risk is lower than `risk`; a step that writes exactly these values has that risk. */
  readonly lower_risks?: readonly LowerRisk[];
  readonly description: string;
  /** A guess for one call, in seconds. */
  readonly estimated_sec: number;
  /** For one call, in USD. */
  readonly estimated_cost_usd: number;
}

/** What the planner may know of the world: names and versions, never live state. */
export interface PlanningWorld {
  readonly targets: readonly Target[];
  readonly actions: readonly ActionDescriptor[];
  readonly provider_versions: Readonly<Record<string, string>>;
  /** How long such a plan took before, in seconds; where it is left out, the actions' guesses are added up. */
  readonly typical_duration_sec?: number;
  /** Inputs given by hand (`--input name=value`); they win over the intent's filters. */
  readonly inputs: Readonly<Record<string, Json>>;
}

const json = z.json() as z.ZodType<Json>;

/** Checks a {@link Plan}'s shape; its `id` is checked by the planner's `verifyPlanId`. */
export const planSchema: z.ZodType<Plan> = z
  .strictObject({
    schema_version: z.literal(1),
    id: z.string().regex(/^pln_[0-9a-f]{64}$/),
    playbook: z.strictObject({ id: z.string(), version: z.string(), digest: z.string() }),
    intent: intentSchema,
    inputs: z.record(z.string(), json),
    targets: z.array(z.strictObject({ provider: z.string(), name: z.string(), environment: z.string() })),
    steps: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        action: z.string(),
        provider: z.string(),
        with: z.record(z.string(), json),
        needs: z.array(z.string()),
        when: z.string().exactOptional(),
        foreach: z.string().exactOptional(),
        risk_level: z.enum(['read', 'write', 'delete']),
        timeout_sec: z.number().positive(),
        retry: z.strictObject({ attempts: z.int().min(1) }),
      }),
    ),
    skipped: z.array(z.strictObject({ id: z.string(), why: z.string() })),
    provider_versions: z.record(z.string(), z.string()),
    estimated_duration_sec: z.number().min(0),
    estimated_cost_usd: z.number().min(0),
    human_summary: z.string(),
    change: plannedChangeSchema.exactOptional(),
  })
  .meta({ id: 'Plan', title: 'CloudOps plan' });
