import type { Evidence } from '@cloudops/spec';
import { compareText, type Fields } from '../../api/object-fields.ts';
import { count } from '../../evidence/words.ts';
import type { Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import { type Budget, budgetsFor, budgetText, listBudgets } from './budgets.ts';
import { type EvictionSettings, evict } from './evict.ts';
import { keyOf, toEvictable } from './evictable.ts';

async function readBudgets(reach: Reach, pods: readonly Fields[]): Promise<Evidence<readonly Budget[]>> {
  const namespaces = [...new Set(pods.map((pod) => toEvictable(pod).namespace))].sort(compareText);
  const lists = await Promise.all(namespaces.map((namespace) => listBudgets(reach, namespace)));
  const unread = lists.find((list) => list.status !== 'present');
  return unread ?? { status: 'present', output: lists.flatMap((list) => list.output ?? []) };
}

/** What stands against an eviction for good: a budget that never lets go, or several, which the API does not support. */
function obstacleOf(pod: Fields, budgets: readonly Budget[]): string | null {
  const own = budgetsFor(budgets, pod);
  const key = keyOf(toEvictable(pod));
  if (own.length > 1) return `pod ${key} has ${own.length} disruption budgets, and is never evicted`;
  const [budget] = own;
  return budget?.isFixed === true ? `pod ${key} cannot go: ${budgetText(budget)}, with all of them healthy` : null;
}

/** What limits the pace, one clause a budget. */
function pacing(pods: readonly Fields[], budgets: readonly Budget[]): string {
  const own = new Set(pods.flatMap((pod) => budgetsFor(budgets, pod)));
  return [...own].map(budgetText).sort(compareText).join('; ');
}

/** Asks for every eviction without one taking place, and what disruption budgets say. */
export async function checkEvictions(settings: EvictionSettings, pods: readonly Fields[]): Promise<Evidence<string>> {
  const budgets = await readBudgets(settings, pods);
  if (budgets.status !== 'present') return budgets as Evidence<never>;
  for (const pod of pods) {
    const obstacle = obstacleOf(pod, budgets.output);
    if (obstacle !== null) return unknown('invalid', obstacle);
  }
  const answers = await Promise.all(pods.map((pod) => evict({ ...settings, dryRun: true }, toEvictable(pod))));
  for (const answer of answers) {
    if (answer.kind === 'refused' || answer.kind === 'lost') return { status: 'unknown', reason: answer.reason };
    if (answer.kind === 'conflict' || answer.kind === 'gone')
      return unknown('stale', 'a pod has gone since it was looked at');
  }
  const held = answers.filter(({ kind }) => kind === 'later').length;
  const words = [
    `the API server would accept the eviction of ${count(pods.length - held, 'pod')} (dry run)`,
    ...(held === 0 ? [] : [`${count(held, 'pod')} must wait`]),
    ...[pacing(pods, budgets.output)].filter((text) => text !== ''),
  ];
  return { status: 'present', output: words.join('; ') };
}
