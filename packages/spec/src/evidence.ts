import { z } from 'zod';
import type { Json } from './json.ts';

/**
 * What is known after a call. `unknown` means it could not be read (failed, denied, throttled, timed out,
 * truncated) and must never be taken for `absent`.
 */
export type EvidenceStatus = 'present' | 'absent' | 'unknown';

/** Why something is unknown, in a form that a report can show. */
export interface UnknownReason {
  /** `denied`, `not-found`, `timeout`, `throttled`, `unreachable`, `truncated`, `stale`, `unavailable`, `interrupted`, `invalid`, `failed`. */
  readonly kind: UnknownKind;
  /** One sentence; may hold text from the cloud, so renderers must escape it. */
  readonly message: string;
  /** What would make it readable, such as `list pods` or a command. */
  readonly needs?: string;
}

/** The kinds of {@link UnknownReason}. */
export type UnknownKind =
  | 'denied'
  | 'not-found'
  | 'timeout'
  | 'throttled'
  | 'unreachable'
  | 'truncated'
  | 'stale'
  | 'unavailable'
  | 'interrupted'
  | 'invalid'
  | 'failed';

/** What an action returns. An `unknown` may still carry the part that was read, as `output`. */
export type Evidence<Output> =
  | { readonly status: 'present'; readonly output: Output; readonly reason?: undefined }
  | { readonly status: 'absent'; readonly output?: undefined; readonly reason?: undefined }
  | { readonly status: 'unknown'; readonly reason: UnknownReason; readonly output?: Output };

/** What became of a step. `skipped` = its `when` was false. */
export type StepStatus = EvidenceStatus | 'skipped';

/** One step's result, as the journal keeps it. */
export interface StepResult {
  readonly step: string;
  readonly action: string;
  readonly status: StepStatus;
  /** Left out when absent or skipped. For a `foreach` step: `{ items: [{ item, status, output?, reason? }] }`. */
  readonly output?: Json;
  readonly reason?: UnknownReason;
  /** `sha256:` of the output's JSON bytes as stored; null without an output. */
  readonly digest: string | null;
  readonly started_at: string;
  readonly duration_ms: number;
  /** API requests that the step made, retries included. */
  readonly calls: number;
}

/** The kinds of {@link UnknownReason}, as a list. */
export const unknownKinds: readonly UnknownKind[] = [
  'denied',
  'not-found',
  'timeout',
  'throttled',
  'unreachable',
  'truncated',
  'stale',
  'unavailable',
  'interrupted',
  'invalid',
  'failed',
];

const reasonSchema: z.ZodType<UnknownReason> = z.strictObject({
  kind: z.enum(unknownKinds as [UnknownKind, ...UnknownKind[]]),
  message: z.string(),
  needs: z.string().exactOptional(),
});

/** Checks a {@link StepResult}. */
export const stepResultSchema: z.ZodType<StepResult> = z
  .strictObject({
    step: z.string(),
    action: z.string(),
    status: z.enum(['present', 'absent', 'unknown', 'skipped']),
    output: (z.json() as z.ZodType<Json>).exactOptional(),
    reason: reasonSchema.exactOptional(),
    digest: z.string().nullable(),
    started_at: z.string(),
    duration_ms: z.number(),
    calls: z.int(),
  })
  .meta({ id: 'StepResult', title: 'CloudOps step result' });
