/** A step as far as its order matters. */
export interface OrderedStep {
  readonly id: string;
  readonly needs: readonly string[];
}

/** Steps in an order that respects their needs, or the ids of one cycle, its first repeated at the end. */
export type StepOrder<Step extends OrderedStep> =
  | { readonly kind: 'ordered'; readonly steps: readonly Step[] }
  | { readonly kind: 'cycle'; readonly cycle: readonly string[] };

/** Orders steps; among those that are free, the earlier written goes first. Needs that name no given step are ignored. */
export function orderSteps<Step extends OrderedStep>(steps: readonly Step[]): StepOrder<Step> {
  const given = new Set(steps.map((step) => step.id));
  const done = new Set<string>();
  const ordered: Step[] = [];
  let waiting = [...steps];
  while (waiting.length > 0) {
    const free = waiting.find((step) => step.needs.every((need) => done.has(need) || !given.has(need)));
    if (free === undefined) return { kind: 'cycle', cycle: findCycle(waiting) };
    done.add(free.id);
    ordered.push(free);
    waiting = waiting.filter((step) => step !== free);
  }
  return { kind: 'ordered', steps: ordered };
}

/** Follows needs among steps that all wait for one another; some step must come round again. */
function findCycle(waiting: readonly OrderedStep[]): readonly string[] {
  const byId = new Map(waiting.map((step) => [step.id, step]));
  const path: string[] = [];
  let current = waiting[0]?.id;
  while (current !== undefined && !path.includes(current)) {
    path.push(current);
    current = byId.get(current)?.needs.find((need) => byId.has(need));
  }
  if (current === undefined) return path;
  return [...path.slice(path.indexOf(current)), current];
}
