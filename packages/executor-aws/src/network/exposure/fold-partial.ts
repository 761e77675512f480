import type { GroupRule } from '../model/group.ts';
import type { Exposure } from './exposure.ts';

const partial: ReadonlySet<string> = new Set(['SG-031', 'SG-032']);

/**
 * One finding per cause: rules that let in a part of the internet are no finding of their own where the same rules
 * already make an opening to everybody; that opening then carries the code under `also`.
 */
export function foldPartial(exposures: readonly Exposure[]): readonly Exposure[] {
  const folded = new Set<Exposure>();
  const extra = new Map<Exposure, string[]>();
  for (const own of Map.groupBy(exposures, ({ group }) => group.id).values()) {
    const whole = own.filter(({ code }) => !partial.has(code) && code !== 'SG-036');
    for (const one of own) {
      const holder = partial.has(one.code) ? holderOf(one, whole) : undefined;
      if (holder === undefined) continue;
      folded.add(one);
      extra.set(holder, [...(extra.get(holder) ?? []), one.code, ...one.also]);
    }
  }
  if (folded.size === 0) return exposures;
  return exposures
    .filter((one) => !folded.has(one))
    .map((one) => ({ ...one, also: [...new Set([...one.also, ...(extra.get(one) ?? [])])].sort() }));
}

/** The opening that has the first of the rules, when all of them take part in openings to everybody. */
function holderOf(one: Exposure, whole: readonly Exposure[]): Exposure | undefined {
  const rules = ownRules(one);
  const taken = new Set(whole.flatMap(ownRules));
  if (!rules.every((rule) => taken.has(rule))) return undefined;
  return whole.find((other) => ownRules(other).some((rule) => rule === rules[0]));
}

function ownRules({ group, parts }: Exposure): readonly GroupRule[] {
  return parts.flatMap(({ rules }) => rules.filter(({ groupId }) => groupId === group.id));
}
