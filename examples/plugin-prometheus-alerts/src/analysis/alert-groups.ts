import type { Finding } from '@cloudops/spec';
import type { Alert } from '../reads/alerts.ts';
import type { ScrapeTarget } from '../reads/targets.ts';
import { compareText, printable } from '../text/printable.ts';
import { count } from '../text/words.ts';
import { type Draft, fact, keyOf } from './draft.ts';
import type { Facts } from './facts.ts';

/** What explains an alert: a target that is down, or a more severe alert with the same labels. */
export type Cause =
  | { readonly kind: 'none' }
  | { readonly kind: 'target'; readonly target: ScrapeTarget }
  | { readonly kind: 'alert'; readonly alert: Alert };

/** Alerts of one name, severity and cause. */
export interface AlertGroup {
  readonly alerts: readonly { readonly alert: Alert; readonly index: number }[];
  readonly cause: Cause;
  /** Key of the finding about them. */
  readonly key: string;
  readonly draft: Draft;
}

/** Words for severities that are common in rules, as the report has them. What says `none` is no alert: a watchdog, or a part of inhibition. */
const severityWords: Readonly<Record<string, Finding['severity']>> = {
  critical: 'critical',
  page: 'critical',
  emergency: 'critical',
  disaster: 'critical',
  high: 'high',
  error: 'high',
  major: 'high',
  warning: 'medium',
  warn: 'medium',
  minor: 'low',
  low: 'low',
  info: 'low',
  notice: 'low',
};

/** How bad an alert is, by its label `severity`. */
function severityOf({ labels }: Alert): Finding['severity'] {
  return severityWords[(labels.severity ?? '').toLowerCase()] ?? 'medium';
}

/** Whether an alert is one at all. */
export function isReal({ labels, name }: Alert): boolean {
  return (labels.severity ?? '').toLowerCase() !== 'none' && name !== 'Watchdog';
}

const ranks: readonly Finding['severity'][] = ['critical', 'high', 'medium', 'low', 'info'];

/** All labels but those that say what alert it is: what Alertmanager's `equal` of an inhibit rule would name. */
function placeOf({ labels }: Alert): string {
  const rest = Object.entries(labels).filter(([label]) => label !== 'alertname' && label !== 'severity');
  return JSON.stringify(rest);
}

/** The targets that are down, by instance. */
function downByInstance({ targets }: Facts): ReadonlyMap<string, readonly ScrapeTarget[]> {
  const down = new Map<string, ScrapeTarget[]>();
  for (const target of targets?.targets ?? []) {
    if (target.health !== 'down' || target.instance === '') continue;
    down.set(target.instance, [...(down.get(target.instance) ?? []), target]);
  }
  return down;
}

function findCause(alert: Alert, seen: Seen): Cause {
  const { instance, job } = alert.labels;
  const target = (seen.down.get(instance ?? '') ?? []).find((one) => job === undefined || one.job === job);
  if (target !== undefined) return { kind: 'target', target };
  const place = placeOf(alert);
  // Without labels two alerts have nothing in common.
  if (place === '[]') return { kind: 'none' };
  const stronger = (seen.byPlace.get(place) ?? []).filter(
    (other) => ranks.indexOf(severityOf(other)) < ranks.indexOf(severityOf(alert)),
  );
  const worst = stronger.sort((left, right) => ranks.indexOf(severityOf(left)) - ranks.indexOf(severityOf(right)))[0];
  return worst === undefined ? { kind: 'none' } : { kind: 'alert', alert: worst };
}

interface Seen {
  readonly down: ReadonlyMap<string, readonly ScrapeTarget[]>;
  readonly byPlace: ReadonlyMap<string, readonly Alert[]>;
}

function causeKey(cause: Cause): string {
  if (cause.kind === 'target') return `target ${cause.target.pool} ${cause.target.error}`;
  return cause.kind === 'alert' ? `alert ${cause.alert.name} ${severityOf(cause.alert)}` : '';
}

/** Labels that tell an alert's place, for a person. */
function instanceOf({ labels, name }: Alert): string {
  const rest = Object.entries(labels).filter(([label]) => label !== 'alertname' && label !== 'severity');
  return printable(`Alert/${name}{${rest.map(([label, value]) => `${label}="${value}"`).join(',')}}`, 250);
}

function describeCause(cause: Cause): string {
  if (cause.kind === 'target') return `It follows from a scrape target that is down: ${cause.target.instance}.`;
  if (cause.kind === 'alert')
    return `It has the labels of the more severe alert ${cause.alert.name}, and is folded under it.`;
  return 'Nothing else that is seen here explains it.';
}

function oldest(alerts: AlertGroup['alerts']): string | null {
  return alerts.flatMap(({ alert }) => alert.since ?? []).sort(compareText)[0] ?? null;
}

function toDraft(alerts: AlertGroup['alerts'], cause: Cause): Draft {
  const [first] = alerts;
  const name = first?.alert.name ?? '';
  const severity = first === undefined ? 'medium' : severityOf(first.alert);
  const part = `${severity} ${causeKey(cause)}`;
  const said = first?.alert.summary ?? '';
  return {
    code: 'PRM-201',
    tier: 'status',
    severity,
    subject: { kind: 'Alert', name },
    part,
    instances: alerts.map(({ alert }) => instanceOf(alert)),
    title: `${name || 'An alert without a name'} fires${alerts.length > 1 ? ` in ${alerts.length} places` : ''}`,
    detail: `${said === '' ? '' : `It says: ${printable(said, 300)} `}${describeCause(cause)}`,
    evidence: alerts.slice(0, 5).map(({ index }) => fact('alerts', `alerts.${index}.state`, 'firing')),
    since: oldest(alerts),
    data: { alerts: alerts.length },
  };
}

function toGroups<Item>(items: readonly Item[], keyOfItem: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups].sort(([left], [right]) => compareText(left, right)).map(([, group]) => group);
}

/** What fires, grouped by name, severity and cause. */
export function groupAlerts(facts: Facts): readonly AlertGroup[] {
  const firing = (facts.alerts?.alerts ?? [])
    .map((alert, index) => ({ alert, index }))
    .filter(({ alert }) => alert.state === 'firing' && isReal(alert));
  const byPlace = new Map(
    toGroups(firing, ({ alert }) => placeOf(alert)).map((group) => [
      placeOf(group[0]?.alert ?? noAlert),
      group.map(({ alert }) => alert),
    ]),
  );
  const seen: Seen = { down: downByInstance(facts), byPlace };
  const judged = firing.map((one) => ({ ...one, cause: findCause(one.alert, seen) }));
  const key = ({ alert, cause }: (typeof judged)[number]): string =>
    JSON.stringify([alert.name, severityOf(alert), causeKey(cause)]);
  return toGroups(judged, key).map((alerts) => {
    const cause: Cause = alerts[0]?.cause ?? { kind: 'none' };
    const draft = toDraft(alerts, cause);
    return { alerts, cause, key: keyOf(draft), draft };
  });
}

const noAlert: Alert = { name: '', state: 'firing', labels: {}, summary: '', since: null };

/** What is about to fire, by name. */
export function findPending({ alerts }: Facts): readonly Draft[] {
  const pending = (alerts?.alerts ?? [])
    .map((alert, index) => ({ alert, index }))
    .filter(({ alert }) => alert.state === 'pending' && isReal(alert));
  return toGroups(pending, ({ alert }) => alert.name).map((group): Draft => {
    const name = group[0]?.alert.name ?? '';
    return {
      code: 'PRM-202',
      tier: 'status',
      subject: { kind: 'Alert', name },
      instances: group.map(({ alert }) => instanceOf(alert)),
      title: `${name || 'An alert without a name'} is about to fire${group.length > 1 ? ` in ${group.length} places` : ''}`,
      detail: `Its condition holds in ${count(group.length, 'place')}, for less time than its rule asks for.`,
      evidence: group.slice(0, 5).map(({ index }) => fact('alerts', `alerts.${index}.state`, 'pending')),
      since: oldest(group),
    };
  });
}
