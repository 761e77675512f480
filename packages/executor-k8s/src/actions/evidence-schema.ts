import type { Evidence, UnknownReason } from '@cloudops/spec';
import { z } from 'zod';

const reason: z.ZodType<UnknownReason> = z.unknown() as unknown as z.ZodType<UnknownReason>;

/** Checks an {@link Evidence} that stands inside an action's output. */
export function evidenceSchema<Output>(output: z.ZodType<Output>): z.ZodType<Evidence<Output>> {
  return z.union([
    z.strictObject({ status: z.literal('present'), output }),
    z.strictObject({ status: z.literal('absent') }),
    z.strictObject({ status: z.literal('unknown'), reason, output: output.exactOptional() }),
  ]);
}
