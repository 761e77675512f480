import { z } from 'zod';

/** in-toto's own, https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const statementVersion = 'https://in-toto.io/Statement/v1' as const;
/** What an approval calls itself. */
export const approvalPredicateType = 'https://cloudops.dev/approval/v1' as const;
/** What a revocation calls itself. */
export const revocationPredicateType = 'https://cloudops.dev/revocation/v1' as const;

/** SHA-256 in hex. */
export const hexDigest: z.ZodType<string> = z.string().regex(/^[0-9a-f]{64}$/);

/** Text of bounded size in which nothing can hide: no control characters, no characters without a form. */
export function boundedText(maximum: number, minimum: number = 1): z.ZodType<string> {
  return z
    .string()
    .min(minimum)
    .max(maximum)
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u);
}

/** A moment in the one form that `toISOString` writes, so that it is what it looks like. */
export const instant: z.ZodType<string> = z
  .string()
  .refine(isInstant, 'is not an ISO 8601 time in UTC with milliseconds');

/** The plan that a statement is about, by the digest that is its id. */
export const subject: z.ZodType<readonly [{ readonly name: 'plan'; readonly digest: { readonly sha256: string } }]> =
  z.tuple([z.strictObject({ name: z.literal('plan'), digest: z.strictObject({ sha256: hexDigest }) })]);

function isInstant(text: string): boolean {
  const ms = Date.parse(text);
  // Of four-digit years, so that texts sort as times do.
  return text.length === 24 && Number.isFinite(ms) && new Date(ms).toISOString() === text;
}
