import type { JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { isTooSlow, type RunBounded } from './bounded.ts';

/** What a schema of a plugin says of a value. */
export type SchemaVerdict =
  | { readonly kind: 'fits'; readonly value: unknown }
  | { readonly kind: 'wrong'; readonly path: readonly PropertyKey[]; readonly message: string };

/** Checks a value by a schema that a plugin wrote. Never throws. */
export type CheckBySchema = (value: unknown) => SchemaVerdict;

/**
 * Makes a schema of a plugin usable. A pattern or a nest of alternatives can take longer than anybody lives to check, and both are
 * the plugin's: so all is bounded in time.
 * @throws whatever stands against it, none of it a CloudOpsError.
 */
export function compileSchema(schema: JsonObject, runBounded: RunBounded): CheckBySchema {
  const compiled = runBounded(() => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]));
  const check = (value: unknown): SchemaVerdict => {
    const checked = compiled.safeParse(value);
    if (checked.success) return { kind: 'fits', value: checked.data };
    const issue = checked.error.issues[0];
    return { kind: 'wrong', path: issue?.path ?? [], message: issue?.message ?? 'wrong shape' };
  };
  return (value) => {
    try {
      return runBounded(() => check(value));
    } catch (error) {
      return {
        kind: 'wrong',
        path: [],
        message: isTooSlow(error) ? 'it takes too long to check' : 'it cannot be checked',
      };
    }
  };
}

/** The same as a schema of zod's, for the contract. */
export function toZod(check: CheckBySchema): z.ZodType {
  return z.unknown().transform((value, context) => {
    const verdict = check(value);
    if (verdict.kind === 'fits') return verdict.value;
    context.issues.push({ code: 'custom', message: verdict.message, path: [...verdict.path], input: value });
    return z.NEVER;
  });
}
