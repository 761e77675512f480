import type { Json, Plan, StepResult } from '@cloudops/spec';
import { listAncestors } from './step-scope.ts';

/** What is to stay of an output that no later step can look at and that the journal has; undefined = nothing. */
export type KeepOutput = (result: StepResult) => Json | undefined;

/** Lets go of outputs as soon as nothing of the run needs them: those of a large account are tens of megabytes. */
export interface Release {
  /** To be called once a step's result is in the results. */
  ended(step: string): void;
  /** To be called once the journal has a step's output. */
  saved(step: string): void;
}

/** @param results by step; what is released is replaced in it. */
export function createRelease(plan: Plan, results: Map<string, StepResult>, keep: KeepOutput): Release {
  const ancestors = new Map(plan.steps.map((step) => [step.id, listAncestors(step, plan)]));
  const lookers = new Map<string, number>();
  for (const ids of ancestors.values()) for (const id of ids) lookers.set(id, (lookers.get(id) ?? 0) + 1);
  const kept = new Set<string>();
  const release = (id: string): void => {
    const result = results.get(id);
    if (result?.output === undefined || !kept.has(id) || (lookers.get(id) ?? 0) > 0) return;
    const { output: _, ...rest } = result;
    const output = keep(result);
    results.set(id, output === undefined ? rest : { ...rest, output });
    // Once is enough, whatever the same call would keep of what is left.
    kept.delete(id);
  };
  return {
    ended: (step) => {
      for (const id of ancestors.get(step) ?? []) {
        lookers.set(id, (lookers.get(id) ?? 1) - 1);
        release(id);
      }
    },
    saved: (step) => {
      kept.add(step);
      release(step);
    },
  };
}
