import { type AlertGroup, findPending, groupAlerts } from './alert-groups.ts';
import type { Draft } from './draft.ts';
import type { Facts } from './facts.ts';

/** Keys of the groups that follow from alerts of another. */
function explainedBy(group: AlertGroup, groups: readonly AlertGroup[]): readonly string[] {
  const own = new Set(group.alerts.map(({ alert }) => alert));
  return groups.filter(({ cause }) => cause.kind === 'alert' && own.has(cause.alert)).map(({ key }) => key);
}

/** What fires, folded under what explains it, and what is about to. */
export function findAlerts(facts: Facts): readonly Draft[] {
  const groups = groupAlerts(facts);
  return [...groups.map((group) => ({ ...group.draft, explains: explainedBy(group, groups) })), ...findPending(facts)];
}
