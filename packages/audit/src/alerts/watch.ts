import { createHash } from 'node:crypto';
import type { LoggedFacets } from '../log/audit-log.ts';
import type { Alert, AlertRule } from './alert.ts';

/** One rule at work: sees every record once, oldest first, and then says what it found. */
export interface Watch {
  /** A record from before the window, for what is usual. */
  learn(facets: LoggedFacets): void;
  /** A record of the window. */
  see(facets: LoggedFacets): void;
  /** @param now milliseconds since the Unix epoch. */
  alerts(now: number): readonly Alert[];
}

const mostRecords = 20;

/** What an alert is made from. */
export interface AlertFacts extends Pick<Alert, 'rule' | 'severity' | 'title' | 'user'> {
  /** In the log's order; one at least. */
  readonly about: readonly LoggedFacets[];
  /** What tells it from others of its rule; the first record unless stated. */
  readonly cause?: string;
}

/** An alert about records. */
export function toAlert({ rule, severity, title, user, about, cause }: AlertFacts): Alert {
  const [first, last] = [about[0], about.at(-1)];
  return {
    id: toId(rule, user, cause ?? String(first?.index ?? '')),
    rule,
    severity,
    title,
    user,
    from: toIso(first?.time),
    to: toIso(last?.time),
    records: about.slice(-mostRecords).map(({ index }) => index),
  };
}

function toId(rule: AlertRule, user: string | null, cause: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([rule, user, cause]))
    .digest('hex');
  return `alr_${digest.slice(0, 32)}`;
}

function toIso(time = 0): string {
  return new Date(time).toISOString();
}

/** Adds to the list under a key. */
export function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key) ?? [];
  list.push(item);
  lists.set(key, list);
}
