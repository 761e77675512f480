import type { StepEvidence } from '../../listing/listing.ts';
import type { Review } from './review.ts';

/** What a `review` step read; null when there was nothing, or it could not be read. */
export function reviewOf(evidence: StepEvidence | undefined): Review | null {
  const output = evidence?.status === 'present' ? evidence.output : null;
  if (typeof output !== 'object' || output === null) return null;
  const { exceptions, baseline } = output as Partial<Review>;
  return { exceptions: Array.isArray(exceptions) ? exceptions : [], baseline: baseline ?? null };
}
