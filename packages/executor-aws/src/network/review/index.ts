export { createReviewAction } from './action.ts';
export { applyExceptions, type ReviewedFindings } from './apply-exceptions.ts';
export { type Approval, createBaseline, diffBaseline, type GroupDrift } from './baseline.ts';
export { type BaselineOutcome, baselineOfRun } from './baseline-of-run.ts';
export { reviewOf } from './from-step.ts';
export { readReview } from './read-review.ts';
export type { Baseline, BaselineGroup, Review, ReviewedException, ReviewProblem } from './review.ts';
