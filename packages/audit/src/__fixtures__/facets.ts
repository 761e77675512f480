import type { LoggedFacets } from '../log/audit-log.ts';

/** Facets number `index`, a minute after the one before, with what a test wants changed. */
export function facets(index: number, changes: Partial<LoggedFacets> = {}): LoggedFacets {
  return {
    ...{ index, time: Date.UTC(2026, 0, 1, 12) + index * 60_000, event: 'question.asked', user: 'os:alice' },
    ...{ role: 'human', playbook: 'k8s-high-cpu', status: 'matched', run_id: null, plan_id: null },
    ...{ parent: null, subject: null, cost_usd: 0 },
    ...changes,
  };
}

/** A list as the log gives it. */
export async function* listed<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** The facets of an execution that took so long. */
export function execution(
  index: number,
  { status = 'completed', ms = 1000, ...changes }: Partial<LoggedFacets> & { readonly ms?: number } = {},
): readonly LoggedFacets[] {
  const run_id = `run_${index}`;
  const started = facets(index, { ...changes, run_id, event: 'execution.started', status: 'started' });
  return [started, { ...started, index: index + 1, time: started.time + ms, event: 'execution.finished', status }];
}
