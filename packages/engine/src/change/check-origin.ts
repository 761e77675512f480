import { bindChange, withoutChange } from '@cloudops/planner';
import type { Json, Plan, PlannedStepChange, Provider } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { type Refusal, stale } from './check-plan.ts';
import { prepareChange } from './prepare.ts';

/** What the record of a plan says that was prepared by whoever writes this log. */
export const preparedMark: Readonly<Record<string, Json>> = { prepared: true };

/** Whether the log holds that exactly this plan was prepared: then nobody has written by hand who asked, or what was seen. */
export async function isPreparedHere({ id }: Plan, { audit }: Pick<EngineOptions, 'audit'>): Promise<boolean> {
  const query = { filters: { event: 'plan.decided', plan_id: id } } as const;
  for await (const { record } of audit.records(query)) if (record.extra?.prepared === true) return true;
  return false;
}

/**
 * Looks again, before anything is decided, at what a plan says that the log does not know: its effects, figures and undo were
 * read by whoever approved it, and anybody can write them into a file and give it the id that fits.
 */
export async function checkOrigin(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Refusal | null> {
  const { change } = plan;
  if (change === undefined || (await isPreparedHere(plan, engine))) return null;
  const unbound = withoutChange(plan);
  const prepared = await prepareChange(unbound, providers, engine, signal);
  const seen = prepared.kind === 'prepared' ? prepared.plan.change : undefined;
  if (seen === undefined) return stale('state-moved', `${describe(prepared)}. Plan again; nothing was changed.`);
  const { steps, blast_radius, monthly_cents } = seen;
  if (bindChange(unbound, { ...change, steps, blast_radius, monthly_cents }).id === plan.id) return null;
  const moved = findMoved(change.steps, steps);
  if (moved !== null) return stale('state-moved', `${moved} has moved since the plan was made. Plan again.`);
  const why =
    'The plan was not made by whoever writes this audit log, and what it says of its effects is not what is seen here. Plan again.';
  return stale('plan-foreign', why);
}

function describe(prepared: Awaited<ReturnType<typeof prepareChange>>): string {
  if (prepared.kind === 'unreadable') return `${prepared.provider} cannot be read: ${prepared.reason.message}`;
  return prepared.kind === 'impossible' ? prepared.why : 'What it would change could not be looked at';
}

function findMoved(planned: readonly PlannedStepChange[], seen: readonly PlannedStepChange[]): string | null {
  const keyOf = ({ resource, version }: PlannedStepChange['objects'][number]): string =>
    JSON.stringify([resource.provider, resource.target, resource.kind, resource.namespace, resource.name, version]);
  const now = new Set(seen.flatMap(({ objects }) => objects.map(keyOf)));
  const gone = planned.flatMap(({ objects }) => objects).find((object) => !now.has(keyOf(object)));
  return gone === undefined ? null : `${gone.resource.kind} ${gone.resource.name}`;
}
