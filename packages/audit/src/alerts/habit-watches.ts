import type { LoggedFacets } from '../log/audit-log.ts';
import { push, toAlert, type Watch } from './watch.ts';

/** Commands that touch something, as events. */
const touching: readonly string[] = [
  'subject.erased',
  'baseline.approved',
  'plan.approved',
  'approval.revoked',
  'plugin.installed',
  'plugin.removed',
  'records.archived',
];

/** What a user does: a playbook that was decided on, or a command that touches something. */
function actionOf({ event, playbook }: LoggedFacets): string | null {
  if (event === 'plan.decided') return playbook;
  return touching.includes(event) ? event : null;
}

/** A user does what the user never did before. Who is new has no habits yet. */
export function watchNewActions(minimum: number): Watch {
  const known = new Map<string, Set<string>>();
  const seen = new Map<string, number>();
  const fresh = new Map<string, LoggedFacets[]>();
  return {
    learn: (facets) => {
      seen.set(facets.user, (seen.get(facets.user) ?? 0) + 1);
      const action = actionOf(facets);
      if (action === null) return;
      const actions = known.get(facets.user) ?? new Set();
      known.set(facets.user, actions.add(action));
    },
    see: (facets) => {
      const action = actionOf(facets);
      if (action === null || known.get(facets.user)?.has(action) === true) return;
      if ((seen.get(facets.user) ?? 0) >= minimum) push(fresh, JSON.stringify([facets.user, action]), facets);
    },
    alerts: () =>
      [...fresh].map(([cause, about]) => {
        const user = about[0]?.user ?? null;
        const title = `${user} used ${actionOf(about[0] as LoggedFacets)} for the first time`;
        return toAlert({ rule: 'new-action', severity: 'low', title, user, about, cause });
      }),
  };
}

/** A user is at it at an hour at which the user never was. Hours are UTC: a habit needs no time zone. */
export function watchOddHours(minimum: number): Watch {
  const usual = new Map<string, { count: number; readonly hours: Set<number> }>();
  const odd = new Map<string, LoggedFacets[]>();
  return {
    learn: ({ user, time, role }) => {
      if (role !== 'human') return;
      const habit = usual.get(user) ?? { count: 0, hours: new Set() };
      habit.count += 1;
      habit.hours.add(hourOf(time));
      usual.set(user, habit);
    },
    see: (facets) => {
      const habit = usual.get(facets.user);
      if (facets.role !== 'human' || habit === undefined || habit.count < minimum) return;
      if (![...habit.hours].some((hour) => isNear(hour, hourOf(facets.time)))) push(odd, facets.user, facets);
    },
    alerts: () =>
      [...odd].map(([user, about]) => {
        const at = new Date(about[0]?.time ?? 0).toISOString().slice(11, 16);
        const title = `${user} was active at ${at} UTC, an hour without any earlier record`;
        return toAlert({ rule: 'odd-hour', severity: 'low', title, user, about });
      }),
  };
}

function hourOf(time: number): number {
  return new Date(time).getUTCHours();
}

function isNear(left: number, right: number): boolean {
  const apart = Math.abs(left - right);
  return Math.min(apart, 24 - apart) <= 1;
}
