import { z } from 'zod';
import type { Json } from './json.ts';

/** How the question was read, and what that cost. */
export interface ParserUse {
  /** `local` (rules, no model), `anthropic`, `openai`, `openai-compatible`, or `none` when no question was parsed. */
  readonly kind: string;
  readonly model?: string;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  readonly cost_usd?: number;
  /** `sha256:` of all that left the machine for the question; left out when nothing did. */
  readonly sent?: string;
  /** Whether the answer to the same question was used again; it then cost nothing. */
  readonly cached?: boolean;
  /** Set when another parser was to read the question and could not. */
  readonly fallback?: { readonly from: string; readonly why: string };
}

/** What the question is about. */
export interface IntentTarget {
  /** What kind of thing is asked about, out of what the loaded playbooks name; such as `workload`. */
  readonly resource_type: string;
  /** The environment: `prod`, `staging`, `dev` or a configured name; null when the question names none. */
  readonly scope: string | null;
  /** Slots by name, such as `namespace`, `workload`, `node`; only names that the playbook declares. */
  readonly filters: Readonly<Record<string, Json>>;
}

/** A question as understood: a choice among loaded playbooks, never an authorisation. */
export interface Intent {
  /** Out of the loaded playbooks' triggers, such as `diagnose`. */
  readonly intent_type: string;
  readonly target: IntentTarget;
  /** What the asker wants to know, such as `high-cpu`. */
  readonly goal: string;
  /** 0 to 1. Gates the parse only; must not be used to authorise anything. */
  readonly confidence: number;
  /** The question, verbatim. Untrusted text. */
  readonly question: string;
  /** BCP 47, `und` when not determined. */
  readonly language: string;
  readonly parser: ParserUse;
}

/** One thing that could be asked instead. */
export interface Choice {
  /** A playbook id. */
  readonly playbook: string;
  /** A question that leads there. */
  readonly example: string;
}

/** What a parser answers. Expected outcomes, so values and not errors. */
export type IntentOutcome =
  | { readonly kind: 'matched'; readonly intent: Intent; readonly playbook: string }
  | {
      readonly kind: 'clarify';
      readonly intent: Intent;
      readonly question: string;
      readonly choices: readonly Choice[];
    }
  | {
      readonly kind: 'unsupported';
      readonly intent: Intent;
      readonly reason: string;
      readonly choices: readonly Choice[];
    }
  | { readonly kind: 'refused'; readonly intent: Intent; readonly reason: string };

/** Checks an {@link Intent}. */
export const intentSchema: z.ZodType<Intent> = z
  .strictObject({
    intent_type: z.string(),
    target: z.strictObject({
      resource_type: z.string(),
      scope: z.string().nullable(),
      filters: z.record(z.string(), z.json() as z.ZodType<Json>),
    }),
    goal: z.string(),
    confidence: z.number().min(0).max(1),
    question: z.string(),
    language: z.string(),
    parser: z.strictObject({
      kind: z.string(),
      model: z.string().exactOptional(),
      input_tokens: z.int().min(0).exactOptional(),
      output_tokens: z.int().min(0).exactOptional(),
      cost_usd: z.number().min(0).exactOptional(),
      sent: z.string().exactOptional(),
      cached: z.boolean().exactOptional(),
      fallback: z.strictObject({ from: z.string(), why: z.string() }).exactOptional(),
    }),
  })
  .meta({ id: 'Intent', title: 'CloudOps intent' });
