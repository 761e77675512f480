import { z } from 'zod';
import type { Json, JsonObject } from './json.ts';
import type { Target } from './plan.ts';

/** One recorded answer. */
export interface RecordedResponse {
  readonly status: number;
  /** Only names on the recorder's allow-list, such as `content-type` and `date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds since the Unix epoch at the recorder, when the answer had come. */
  readonly at: number;
}

/** All answers to one request, in the order they came. The last one repeats. */
export interface Exchange {
  readonly provider: string;
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  /** The request's body as sent, null without one. */
  readonly body: string | null;
  readonly responses: readonly RecordedResponse[];
}

/** What a real API answered during a run: enough to run it again anywhere. */
export interface World {
  readonly schema_version: 1;
  /** Kebab-case; names the file and the target. */
  readonly name: string;
  readonly title: string;
  /** What somebody would want to ask it. */
  readonly question: string;
  /** One paragraph: what was staged, and on what. */
  readonly description: string;
  readonly targets: readonly Target[];
  /** Milliseconds since the Unix epoch when recording began; the replay's clock starts here. */
  readonly recorded_at: number;
  /** Inputs the recorded run was given, by name. */
  readonly inputs: Readonly<Record<string, string | number | boolean>>;
  /** How a provider was connected, by its name, where a replay must be connected alike; never a secret. */
  readonly connections?: Readonly<Record<string, JsonObject>>;
  /** Sorted by provider, path, method and body. */
  readonly exchanges: readonly Exchange[];
}

const json = z.json() as z.ZodType<Json>;

/** Checks a {@link World}. */
export const worldSchema: z.ZodType<World> = z
  .strictObject({
    schema_version: z.literal(1),
    name: z.string().regex(/^[a-z][a-z0-9-]*$/),
    title: z.string(),
    question: z.string(),
    description: z.string(),
    targets: z.array(z.strictObject({ provider: z.string(), name: z.string(), environment: z.string() })).min(1),
    recorded_at: z.number(),
    inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    connections: z.record(z.string(), z.record(z.string(), json)).exactOptional(),
    exchanges: z.array(
      z.strictObject({
        provider: z.string(),
        method: z.string(),
        path: z.string(),
        body: z.string().nullable(),
        responses: z
          .array(
            z.strictObject({
              status: z.int(),
              headers: z.record(z.string(), z.string()),
              body: z.string(),
              at: z.number(),
            }),
          )
          .min(1),
      }),
    ),
  })
  .meta({ id: 'World', title: 'CloudOps recorded world' });
