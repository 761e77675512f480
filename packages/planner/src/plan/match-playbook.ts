import type { Catalog, CatalogEntry, Choice, Intent, PlaybookTrigger } from '@cloudops/spec';

/** Which playbook an intent leads to. */
export type PlaybookMatch =
  | { readonly kind: 'matched'; readonly entry: CatalogEntry; readonly why: string }
  | { readonly kind: 'none'; readonly reason: string; readonly choices: readonly Choice[] }
  /** Only from a catalog whose ties nobody checked. */
  | { readonly kind: 'tie'; readonly playbooks: readonly string[] };

/** Two playbooks with triggers that can fit one intent equally well. */
export interface TriggerTie {
  /** The two names, sorted. */
  readonly playbooks: readonly [string, string];
  /** Index of the trigger in each, in the order of `playbooks`. */
  readonly triggers: readonly [number, number];
  readonly message: string;
}

/** Picks the playbook whose trigger fits and states the most parts. */
export function matchPlaybook(intent: Intent, catalog: Catalog): PlaybookMatch {
  const fitting = catalog.entries
    .map((entry) => ({ entry, trigger: bestTrigger(intent, entry) }))
    .flatMap(({ entry, trigger }) => (trigger === undefined ? [] : [{ entry, trigger, rank: specificity(trigger) }]))
    .sort((a, b) => b.rank - a.rank || (nameOf(a.entry) < nameOf(b.entry) ? -1 : 1));
  const [best, next] = fitting;
  if (best === undefined)
    return { kind: 'none', reason: reasonFor(intent, catalog), choices: choicesFor(intent, catalog) };
  if (next !== undefined && next.rank === best.rank) {
    return {
      kind: 'tie',
      playbooks: fitting.filter(({ rank }) => rank === best.rank).map(({ entry }) => nameOf(entry)),
    };
  }
  const over = next === undefined ? 'no other playbook fits' : `more specific than ${nameOf(next.entry)}`;
  return { kind: 'matched', entry: best.entry, why: `the question is about ${describe(best.trigger)}; ${over}` };
}

/** Finds every pair of triggers, of two playbooks, between which matching could not choose. Sorted. */
export function findTies(catalog: Catalog): readonly TriggerTie[] {
  const entries = [...catalog.entries].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return entries.flatMap((left, index) => entries.slice(index + 1).flatMap((right) => tiesBetween(left, right)));
}

function tiesBetween(left: CatalogEntry, right: CatalogEntry): TriggerTie[] {
  return left.playbook.triggers.flatMap((a, first) =>
    right.playbook.triggers.flatMap((b, second) => {
      if (specificity(a) !== specificity(b) || !canMeet(a, b)) return [];
      const message = `${nameOf(left)} and ${nameOf(right)} both answer ${describe({ ...a, ...b })} equally well`;
      return [{ playbooks: [nameOf(left), nameOf(right)], triggers: [first, second], message } satisfies TriggerTie];
    }),
  );
}

function canMeet(a: PlaybookTrigger, b: PlaybookTrigger): boolean {
  const agree = (left: string | undefined, right: string | undefined) =>
    left === undefined || right === undefined || left === right;
  return a.intent_type === b.intent_type && agree(a.resource_type, b.resource_type) && agree(a.goal, b.goal);
}

function bestTrigger(intent: Intent, entry: CatalogEntry): PlaybookTrigger | undefined {
  return entry.playbook.triggers
    .filter((trigger) => fits(trigger, intent))
    .reduce<PlaybookTrigger | undefined>(
      (best, trigger) => (best === undefined || specificity(trigger) > specificity(best) ? trigger : best),
      undefined,
    );
}

function fits(trigger: PlaybookTrigger, intent: Intent): boolean {
  const { filters, resource_type } = intent.target;
  return (
    trigger.intent_type === intent.intent_type &&
    (trigger.resource_type === undefined || trigger.resource_type === resource_type) &&
    (trigger.goal === undefined || trigger.goal === intent.goal) &&
    (trigger.filters ?? []).every((name) => Object.hasOwn(filters, name) && filters[name] !== null)
  );
}

function specificity(trigger: PlaybookTrigger): number {
  const stated = [trigger.intent_type, trigger.resource_type, trigger.goal].filter((part) => part !== undefined);
  return stated.length + new Set(trigger.filters ?? []).size;
}

function describe(trigger: PlaybookTrigger): string {
  const parts = [`intent "${trigger.intent_type}"`];
  if (trigger.resource_type !== undefined) parts.push(`resource "${trigger.resource_type}"`);
  if (trigger.goal !== undefined) parts.push(`goal "${trigger.goal}"`);
  for (const name of trigger.filters ?? []) parts.push(`a given "${name}"`);
  return parts.join(', ');
}

function reasonFor(intent: Intent, catalog: Catalog): string {
  if (catalog.entries.length === 0) return 'No playbooks are loaded';
  const { resource_type } = intent.target;
  return `No playbook answers intent "${intent.intent_type}" about "${resource_type}" with goal "${intent.goal}"`;
}

function choicesFor(intent: Intent, catalog: Catalog): readonly Choice[] {
  return catalog.entries
    .map((entry) => ({ entry, closeness: Math.max(...entry.playbook.triggers.map((part) => closeness(part, intent))) }))
    .sort((a, b) => b.closeness - a.closeness || (nameOf(a.entry) < nameOf(b.entry) ? -1 : 1))
    .slice(0, 3)
    .map(({ entry }) => ({ playbook: nameOf(entry), example: entry.playbook.metadata.examples[0] ?? '' }));
}

function closeness(trigger: PlaybookTrigger, intent: Intent): number {
  return (
    (trigger.goal === intent.goal ? 4 : 0) +
    (trigger.resource_type === intent.target.resource_type ? 2 : 0) +
    (trigger.intent_type === intent.intent_type ? 1 : 0)
  );
}

function nameOf(entry: CatalogEntry): string {
  return entry.playbook.metadata.name;
}
