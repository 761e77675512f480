import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { readReview } from './read-review.ts';
import type { Review } from './review.ts';

/**
 * Makes `aws.review`: what somebody reviewed and accepted. Reads a folder and touches no cloud.
 * @param folder where the files lie; null = nobody keeps any, which is `absent`.
 */
export function createReviewAction(folder: string | null): Action {
  return defineAction<Record<string, never>, Review>({
    name: 'review',
    description: 'Reads reviewed exceptions and the approved baseline of security groups from the review folder.',
    risk: 'read',
    input: z.strictObject({}) as unknown as z.ZodType<Record<string, never>>,
    output: z.object({ exceptions: z.array(z.unknown()), baseline: z.unknown() }) as unknown as z.ZodType<Review>,
    estimatedSec: 0.1,
    estimatedCostUsd: 0,
    permissions: () => [],
    doRun: (_input, { clock }) => readReview(folder, clock.now()),
  });
}
