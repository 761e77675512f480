import { hash } from 'node:crypto';
import type { Plan } from '@cloudops/spec';
import canonicalize from 'canonicalize';

/**
 * A plan's content as RFC 8785 canonical JSON; undefined when it cannot be written so (a lone surrogate, NaN).
 */
export function canonicalText(content: unknown): string | undefined {
  try {
    return canonicalize(content);
  } catch {
    return undefined;
  }
}

/** `pln_` and the SHA-256, in hex, of canonical text. */
export function planIdOf(text: string): string {
  return `pln_${hash('sha256', text, 'hex')}`;
}

/** Whether a plan's id is that of its content: false once anything in it was changed. */
export function verifyPlanId(plan: Plan): boolean {
  const { id, ...content } = plan;
  const text = canonicalText(content);
  return text !== undefined && planIdOf(text) === id;
}
