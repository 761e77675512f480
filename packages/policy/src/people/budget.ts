import { createWallClock, firstMoment } from '../local-time.ts';
import type { PolicyData } from '../policy-source.ts';
import { nameOf, rolesOf } from './person.ts';

/** The most that may be spent in a stretch of time. At least one of the three maxima is there. */
export interface Budget {
  readonly name: string;
  /** Whom it binds: `*` for everybody, a person, or a role. A person and a role never share a name. */
  readonly of: string;
  /** Counts only what happens there; everything when left out. */
  readonly environment?: string;
  /** By the clock on the wall: from the full hour, from midnight, from the first of the month. */
  readonly window: 'hour' | 'day' | 'month';
  /** Whether all whom it binds share one pot; each has their own unless stated. */
  readonly shared?: boolean;
  /** Objects changed, at most. */
  readonly changes?: number;
  /** API requests, at most. */
  readonly calls?: number;
  readonly cost_usd?: number;
}

/** A budget as it binds somebody now. */
export interface BudgetWindow {
  readonly name: string;
  /** What the counter is kept under, together with `windowStart`: the same for all who share the pot. */
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly windowStart: string;
  /** ISO 8601, UTC; the first moment that is not in it. */
  readonly windowEnd: string;
  readonly max: { readonly changes?: number; readonly calls?: number; readonly cost_microusd?: number };
}

/** Who is about to do something, where and when. */
export interface BudgetQuestion {
  /** A principal id. */
  readonly principal: string;
  /** Environments that the plan touches; one that the data does not know counts as `prod`. */
  readonly environments: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** All budgets that bind somebody now, sorted by name: each is to be kept. Empty when none does. */
export function budgetsFor(data: PolicyData, question: BudgetQuestion): readonly BudgetWindow[] {
  const who = nameOf(data, question.principal);
  const roles = rolesOf(data, question.principal);
  const places = question.environments.map((name) => (data.environments.includes(name) ? name : 'prod'));
  const binding = (data.budgets ?? []).filter(
    ({ of, environment }) =>
      (of === '*' || of === who || roles.includes(of)) && (environment === undefined || places.includes(environment)),
  );
  const windows = binding.map((budget) => ({
    name: budget.name,
    key: JSON.stringify([budget.name, budget.window, budget.shared === true ? '*' : who]),
    ...windowAt(budget.window, question.now, data.time_zone ?? 'UTC'),
    max: maximaOf(budget),
  }));
  return windows.sort((left, right) => (left.name < right.name ? -1 : 1));
}

function maximaOf({ changes, calls, cost_usd }: Budget): BudgetWindow['max'] {
  return {
    ...(changes === undefined ? {} : { changes }),
    ...(calls === undefined ? {} : { calls }),
    ...(cost_usd === undefined ? {} : { cost_microusd: Math.round(cost_usd * 1_000_000) }),
  };
}

/** How much of a wall clock's ISO form tells the window. */
const shownBy: Readonly<Record<Budget['window'], number>> = { hour: 13, day: 10, month: 7 };
const hour = 3_600_000;
/** Longer than any window, clocks that are set back included. */
const longest: Readonly<Record<Budget['window'], number>> = { hour: 3 * hour, day: 27 * hour, month: 33 * 24 * hour };

function windowAt(
  window: Budget['window'],
  now: number,
  zone: string,
): { readonly windowStart: string; readonly windowEnd: string } {
  const clock = createWallClock(zone);
  const nameAt = (moment: number): string => new Date(clock(moment)).toISOString().slice(0, shownBy[window]);
  const current = nameAt(now);
  const start = firstMoment(now - longest[window], now, (moment) => nameAt(moment) >= current);
  const end = firstMoment(now, now + longest[window], (moment) => nameAt(moment) > current);
  return { windowStart: new Date(start).toISOString(), windowEnd: new Date(end).toISOString() };
}
