import { z } from 'zod';

/** Text as the server has it, control characters and all. */
export const text: z.ZodType<string> = z.string();
/** Text, or null where the server has none. */
export const optionalText: z.ZodType<string | null> = z.string().nullable();
/** A finite number. */
export const number: z.ZodType<number> = z.number();
/** A finite number, or null where the server has none. */
export const optionalNumber: z.ZodType<number | null> = z.number().nullable();
/** True or false. */
export const truth: z.ZodType<boolean> = z.boolean();
/** True, false, or null where the server does not say. */
export const optionalTruth: z.ZodType<boolean | null> = z.boolean().nullable();

/** SQL of a time as ISO 8601 in UTC, without a fraction of a second. */
export function isoTime(expression: string): string {
  return `to_char((${expression}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

/** SQL of whole seconds since a time. */
export function secondsSince(expression: string): string {
  return `greatest(0, floor(extract(epoch from clock_timestamp() - (${expression}))))::float8`;
}
