import type { Permission } from '@cloudops/spec';
import { z } from 'zod';

/** A whole number that may be left out; null, as playbooks give it, means the same. */
export function optionalCount(minimum: number, maximum: number): z.ZodType<number | null> {
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .nullish()
    .transform((value) => value ?? null);
}

/** How long verification waits, in seconds. */
export function waitSec(usual: number): z.ZodType<number> {
  return z
    .int()
    .min(1)
    .max(3600)
    .nullish()
    .transform((value) => value ?? usual);
}

/** The rights in the namespace of the input; in any where the input names none. */
export function inNamespace(
  namespace: string | null,
  rights: readonly { readonly verb: string; readonly resource: string }[],
): readonly Permission[] {
  return rights.map(({ verb, resource }) => ({ verb, resource, ...(namespace ? { namespace } : {}) }));
}
