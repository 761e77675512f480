import { createHash } from 'node:crypto';
import type { Plan } from '@cloudops/spec';
import canonicalize from 'canonicalize';
import { approvalError } from './errors.ts';

/**
 * The bytes that a plan's id is the SHA-256 of: the RFC 8785 form of the plan without `id`. Written to a file they are the blob
 * that other people's tools check an approval against, such as `cosign verify-blob-attestation`.
 * @throws `APPROVAL_PLAN_INVALID` when the plan cannot be written so (a lone surrogate, NaN).
 */
export function planBlob(plan: Plan): Uint8Array {
  const { id: _, ...content } = plan;
  const text = canonicalText(content);
  if (text !== undefined) return Buffer.from(text, 'utf8');
  throw approvalError({
    code: 'APPROVAL_PLAN_INVALID',
    message: 'The plan has no canonical form: some of its text is not valid Unicode, or a number is not finite.',
    nextSteps: ['Make the plan anew.'],
  });
}

/** A value as RFC 8785 canonical JSON; undefined when it cannot be written so. */
export function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return undefined;
  }
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The SHA-256, in hex, of a plan's content; undefined when its id says another one, or it has none. */
export function planDigest(plan: Plan): string | undefined {
  try {
    const digest = sha256(planBlob(plan));
    return plan.id === `pln_${digest}` ? digest : undefined;
  } catch {
    return undefined;
  }
}
