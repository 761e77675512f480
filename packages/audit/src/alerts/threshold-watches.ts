import type { LoggedFacets } from '../log/audit-log.ts';
import { isFailure } from '../statistics/tally.ts';
import type { AlertRules } from './alert.ts';
import { push, toAlert, type Watch } from './watch.ts';

const nothing = (): void => undefined;

/** Too many executions failed. */
export function watchErrorRate({ share, minimum }: NonNullable<AlertRules['errorRate']>): Watch {
  const failed: LoggedFacets[] = [];
  let ended = 0;
  return {
    learn: nothing,
    see: (facets) => {
      if (facets.event !== 'execution.finished') return;
      ended += 1;
      if (isFailure(facets)) failed.push(facets);
    },
    alerts: () => {
      if (ended < minimum || failed.length / ended <= share) return [];
      const title = `${failed.length} of ${ended} executions failed (${percent(failed.length / ended)}, allowed ${percent(share)})`;
      return [toAlert({ rule: 'error-rate', severity: 'high', title, user: null, about: failed })];
    },
  };
}

/** Models cost too much. */
export function watchCost(limitUsd: number): Watch {
  const costly: LoggedFacets[] = [];
  return {
    learn: nothing,
    see: (facets) => {
      if (facets.cost_usd > 0) costly.push(facets);
    },
    alerts: () => {
      const sum = costly.reduce((total, { cost_usd }) => total + cost_usd, 0);
      if (sum <= limitUsd) return [];
      const title = `Models cost $${sum.toFixed(4)} (allowed $${limitUsd.toFixed(2)})`;
      return [toAlert({ rule: 'cost', severity: 'medium', title, user: null, about: costly })];
    },
  };
}

/** Somebody wants what policy forbids. */
export function watchViolations(minimum: number): Watch {
  const denied = new Map<string, LoggedFacets[]>();
  return {
    learn: nothing,
    see: (facets) => {
      if (facets.event === 'plan.decided' && facets.status === 'deny') push(denied, facets.user, facets);
    },
    alerts: () =>
      [...denied]
        .filter(([, about]) => about.length >= minimum)
        .map(([user, about]) => {
          const title = `Policy denied ${user} ${about.length === 1 ? 'a plan' : `${about.length} plans`}: ${playbooks(about)}`;
          return toAlert({ rule: 'policy-violation', severity: 'high', title, user, about });
        }),
  };
}

/** An execution began and nobody knows how it ended. */
export function watchUnknownOutcomes(graceMs: number): Watch {
  const running = new Map<string, LoggedFacets>();
  return {
    learn: nothing,
    see: (facets) => {
      if (facets.event === 'execution.started') running.set(facets.run_id ?? String(facets.index), facets);
      if (facets.event === 'execution.finished') running.delete(facets.run_id ?? '');
    },
    alerts: (now) =>
      [...running]
        .filter(([, { time }]) => now - time > graceMs)
        .map(([run, facets]) => {
          const title = `The outcome of ${run} is unknown: it started and never ended`;
          return toAlert({ rule: 'unknown-outcome', severity: 'high', title, user: facets.user, about: [facets] });
        }),
  };
}

/** One user asks very much in a short time. */
export function watchBursts({ questions, withinMs }: NonNullable<AlertRules['burst']>): Watch {
  const asked = new Map<string, LoggedFacets[]>();
  return {
    learn: nothing,
    see: (facets) => {
      if (facets.event === 'question.asked') push(asked, facets.user, facets);
    },
    alerts: () =>
      [...asked].flatMap(([user, list]) => {
        const about = findBurst(list, questions, withinMs);
        const title = `${user} asked ${about.length} questions within ${Math.round(withinMs / 60_000)} minutes`;
        return about.length === 0 ? [] : [toAlert({ rule: 'burst', severity: 'medium', title, user, about })];
      }),
  };
}

/** The first stretch that holds too many, as long as it goes on. */
function findBurst(list: readonly LoggedFacets[], questions: number, withinMs: number): readonly LoggedFacets[] {
  const start = list.findIndex((first, index) => {
    const last = list[index + questions - 1];
    return last !== undefined && last.time - first.time <= withinMs;
  });
  const begin = list[start]?.time ?? 0;
  return start < 0 ? [] : list.slice(start).filter(({ time }) => time - begin <= withinMs);
}

function playbooks(about: readonly LoggedFacets[]): string {
  return [...new Set(about.map(({ playbook }) => playbook ?? 'no playbook'))].sort().join(', ');
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
