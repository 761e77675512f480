export { createReviewAction } from './action.ts';
export { applyExceptions, type ReviewedFindings } from './apply-exceptions.ts';
export type { Approval, GroupDrift } from './baseline.ts';
export { type BaselineOutcome, baselineOfRun } from './baseline-of-run.ts';
export { reviewOf } from './from-step.ts';

export type { Baseline, BaselineGroup, Review, ReviewedException, ReviewProblem } from './review.ts';
