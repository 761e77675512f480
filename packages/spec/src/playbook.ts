import { z } from 'zod';
import type { Json } from './json.ts';

/** How people ask, and what the playbook is. */
export interface PlaybookMetadata {
  /** Stable id in kebab-case, such as `k8s-high-cpu`. */
  readonly name: string;
  /** Semantic version of the playbook. */
  readonly version: string;
  readonly title: string;
  readonly description: string;
  /** Questions in plain words that this playbook answers. */
  readonly examples: readonly string[];
  /** What the playbook does at most; `read` unless stated. A question that orders a change never leads to a `read`, nor one that asks to a change. */
  readonly risk?: RiskLevel;
}

/** Which intents a playbook answers. All stated parts must fit; more parts are more specific. */
export interface PlaybookTrigger {
  readonly intent_type: string;
  readonly resource_type?: string;
  readonly goal?: string;
  /** Filters that must be present in the intent. */
  readonly filters?: readonly string[];
}

/** The types an input can have. `duration` is ISO 8601, such as `PT30M`. */
export type PlaybookInputType = 'string' | 'integer' | 'number' | 'boolean' | 'duration';

/**
 * What the text of an input is. `cidr-list`: addresses and networks; `port-list`: 0 to 65535; `account-list`: twelve digits
 * each, all three separated by commas; `duration`: an ISO 8601 duration or interval, such as `PT2H` or
 * `2026-11-09/2026-11-15`; `name`: a name as Kubernetes gives them (RFC 1123 subdomain), with or without `kind/`.
 */
export type PlaybookInputFormat = 'cidr-list' | 'port-list' | 'account-list' | 'duration' | 'name';

/** One typed input. Without `default` and `required` it is null when nothing gives it. */
export interface PlaybookInput {
  readonly type: PlaybookInputType;
  readonly description: string;
  readonly default?: Json;
  readonly required?: boolean;
  /** The intent filter that fills it; the input's own name unless stated. */
  readonly from?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly Json[];
  /** Of a `string`: what it is. */
  readonly format?: PlaybookInputFormat;
  /**
   * Of a `string`: a regular expression that the whole value fits, from `^` to `$`, in RE2's syntax without flags, lazy
   * repeats and anchors inside; 200 characters at most.
   */
  readonly pattern?: string;
  /** A value that fits `pattern`, to be shown to whoever gives another. Goes with `pattern`. */
  readonly example?: string;
}

/** One step as written. Strings in `with`, `when` and `foreach` may hold `${{ CEL }}`. */
export interface PlaybookStep {
  readonly id: string;
  readonly title?: string;
  /** `<provider>.<action>`, such as `kubernetes.list`. */
  readonly action: string;
  readonly with?: Readonly<Record<string, Json>>;
  /** Step ids that must have ended first. Steps that an expression mentions are added. */
  readonly needs?: readonly string[];
  /** A CEL expression; false skips the step. Decided at plan time where it mentions inputs only. */
  readonly when?: string;
  /** A CEL expression that yields a list; the step runs once per item, bound as `item`. */
  readonly foreach?: string;
  /** May only restate or raise the action's own risk; a lower one is rejected. */
  readonly risk_level?: RiskLevel;
  readonly timeout_sec?: number;
  readonly retry?: { readonly attempts: number };
}

/** What a step may do to a cloud. Comes from the provider's action, never from YAML or a model. */
export type RiskLevel = 'read' | 'write' | 'delete';

/** Takes the steps, inputs and findings of another playbook, with some settings of its own. */
export interface PlaybookExtension {
  /** Name of the other playbook, which extends none itself. */
  readonly playbook: string;
  /** By step id: what replaces or adds to the step's `with`. No expressions. */
  readonly with?: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** A playbook as parsed and checked. */
export interface Playbook {
  readonly api_version: 'cloudops/v1';
  readonly metadata: PlaybookMetadata;
  readonly triggers: readonly PlaybookTrigger[];
  readonly inputs: Readonly<Record<string, PlaybookInput>>;
  /** Where its steps come from; the loader has filled them in. */
  readonly extends?: PlaybookExtension;
  /** Empty in a file only where `planned` says why, or `extends` brings them. */
  readonly steps: readonly PlaybookStep[];
  /** Known, but not built yet: questions are understood and told so. */
  readonly planned?: { readonly needs: string };
  /** Codes that the playbook can report; each must be in a provider's registry. */
  readonly findings: readonly string[];
}

/** A playbook with where it came from and what its bytes are. */
export interface CatalogEntry {
  readonly playbook: Playbook;
  /** `sha256:` of the file's bytes. */
  readonly digest: string;
  /** `shipped`, `project` or `user`. */
  readonly origin: string;
}

/** All loaded playbooks, sorted by name. */
export interface Catalog {
  readonly entries: readonly CatalogEntry[];
}

const identifier = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be kebab-case: a-z, 0-9 and -');
const inputName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be snake_case: a-z, 0-9 and _');
const stepName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be snake_case: a-z, 0-9 and _');
const json = z.json() as z.ZodType<Json>;

const inputSchema: z.ZodType<PlaybookInput> = z.strictObject({
  type: z.enum(['string', 'integer', 'number', 'boolean', 'duration']),
  description: z.string().min(1),
  default: json.exactOptional(),
  required: z.boolean().exactOptional(),
  from: z.string().exactOptional(),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  choices: z.array(json).min(1).exactOptional(),
  format: z.enum(['cidr-list', 'port-list', 'account-list', 'duration', 'name']).exactOptional(),
  pattern: z.string().min(2).max(200).exactOptional(),
  example: z.string().min(1).max(200).exactOptional(),
});

const stepSchema: z.ZodType<PlaybookStep> = z.strictObject({
  id: stepName,
  title: z.string().exactOptional(),
  action: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, 'must read <provider>.<action>'),
  with: z.record(z.string(), json).exactOptional(),
  needs: z.array(stepName).exactOptional(),
  when: z.string().exactOptional(),
  foreach: z.string().exactOptional(),
  risk_level: z.enum(['read', 'write', 'delete']).exactOptional(),
  timeout_sec: z.number().positive().max(3600).exactOptional(),
  retry: z.strictObject({ attempts: z.int().min(1).max(10) }).exactOptional(),
});

/** Checks a {@link Playbook}: shapes only; the loader checks expressions, cycles and actions. */
export const playbookSchema: z.ZodType<Playbook> = z
  .strictObject({
    api_version: z.literal('cloudops/v1'),
    metadata: z.strictObject({
      name: identifier,
      version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a semantic version such as 1.0.0'),
      title: z.string().min(1),
      description: z.string().min(1),
      examples: z.array(z.string().min(1)).min(1),
      risk: z.enum(['read', 'write', 'delete']).exactOptional(),
    }),
    triggers: z
      .array(
        z.strictObject({
          intent_type: z.string(),
          resource_type: z.string().exactOptional(),
          goal: z.string().exactOptional(),
          filters: z.array(z.string()).exactOptional(),
        }),
      )
      .min(1),
    inputs: z.record(inputName, inputSchema),
    extends: z
      .strictObject({
        playbook: identifier,
        with: z.record(stepName, z.record(z.string(), json)).exactOptional(),
      })
      .exactOptional(),
    steps: z.array(stepSchema).max(200),
    planned: z.strictObject({ needs: z.string().min(1) }).exactOptional(),
    findings: z.array(z.string()),
  })
  .refine(({ steps, planned, extends: base }) => steps.length > 0 || planned !== undefined || base !== undefined, {
    path: ['steps'],
    error: 'must hold a step, unless `planned` says what the playbook still needs or `extends` brings some',
  })
  .meta({ id: 'Playbook', title: 'CloudOps playbook' });
