import type { ActionDescriptor, Step } from '@cloudops/spec';

/** What a plan may take. */
export interface Estimate {
  readonly durationSec: number;
  readonly costUsd: number;
}

/** The longest chain of steps that wait for each other, and the cost of all. A `foreach` counts as one call. */
export function estimate(steps: readonly Step[], actions: ReadonlyMap<string, ActionDescriptor>): Estimate {
  const finished = new Map<string, number>();
  let costUsd = 0;
  for (const step of steps) {
    const action = actions.get(step.action);
    const start = Math.max(0, ...step.needs.map((need) => finished.get(need) ?? 0));
    finished.set(step.id, start + (action?.estimated_sec ?? 0));
    costUsd += action?.estimated_cost_usd ?? 0;
  }
  return { durationSec: rounded(Math.max(0, ...finished.values())), costUsd: rounded(costUsd) };
}

/** Hides binary fractions such as 0.30000000000000004. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
