import type { ScrapeTarget } from '../reads/targets.ts';
import { compareText, printable } from '../text/printable.ts';
import { someOf } from '../text/words.ts';
import { groupAlerts } from './alert-groups.ts';
import { type Draft, fact } from './draft.ts';
import type { Facts } from './facts.ts';

interface Down {
  readonly target: ScrapeTarget;
  readonly index: number;
}

/** An error without what differs between targets of one pool: addresses and ports. */
function errorKind(error: string): string {
  return error.replaceAll(/\d+/g, '0').replaceAll(/"[^"]*"/g, '""');
}

function toDraft(down: readonly Down[], total: number, explains: readonly string[]): Draft {
  const [first] = down;
  const { pool = '', instance = '', error = '' } = first?.target ?? {};
  const isOne = down.length === 1;
  const names = down.map(({ target }) => target.instance);
  return {
    code: 'PRM-101',
    tier: 'status',
    subject: isOne ? { kind: 'ScrapeTarget', name: `${pool}/${instance}` } : { kind: 'ScrapePool', name: pool },
    part: isOne ? '' : errorKind(error),
    instances: names.map((name) => printable(`ScrapeTarget/${pool}/${name}`, 250)),
    title: isOne
      ? `Scrape target ${instance} of ${pool} is down`
      : `${down.length} of ${total} scrape targets of ${pool} are down`,
    detail: `${isOne ? '' : `${someOf(names)}. `}The last scrape failed: ${printable(error, 400) || 'no error was given'}.`,
    evidence: down.slice(0, 5).map(({ target, index }) => fact('targets', `targets.${index}.health`, target.health)),
    data: { down: down.length, targets: total },
    explains,
  };
}

/** Targets that are down, by pool and error, with the alerts that follow from them. */
export function findTargets(facts: Facts): readonly Draft[] {
  const targets = facts.targets?.targets ?? [];
  const totals = new Map<string, number>();
  for (const { pool } of targets) totals.set(pool, (totals.get(pool) ?? 0) + 1);
  const groups = new Map<string, Down[]>();
  for (const [index, target] of targets.entries()) {
    if (target.health !== 'down') continue;
    const key = JSON.stringify([target.pool, errorKind(target.error)]);
    groups.set(key, [...(groups.get(key) ?? []), { target, index }]);
  }
  const alerts = groupAlerts(facts);
  return [...groups]
    .sort(([left], [right]) => compareText(left, right))
    .map(([, down]) => {
      const own = new Set(down.map(({ target }) => target));
      const explained = alerts.filter(({ cause }) => cause.kind === 'target' && own.has(cause.target));
      return toDraft(
        down,
        totals.get(down[0]?.target.pool ?? '') ?? 0,
        explained.map(({ key }) => key),
      );
    });
}
