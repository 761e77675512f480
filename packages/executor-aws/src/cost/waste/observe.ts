import type { Observation, WasteDraft } from './draft.ts';
import type { Item } from './model/item.ts';
import type { UsageOutcome } from './model/usage.ts';
import type { Gap } from './model/world.ts';

/** What a rule says of one resource. `skipped` = the rule is not about it. */
export type Verdict =
  | { readonly kind: 'waste'; readonly draft: WasteDraft }
  | { readonly kind: 'fine' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'unknown'; readonly gaps: readonly Gap[] };

/** The resource is as it should be. */
export const fine: Verdict = { kind: 'fine' };

/** The rule is not about this resource. */
export const skipped: Verdict = { kind: 'skipped' };

/** The resource could not be judged. */
export function unknown(item: Item, name: string, gap: Pick<Gap, 'subject' | 'why' | 'needs'>): Verdict {
  return { kind: 'unknown', gaps: [{ place: item.place, name, ...gap }] };
}

/** The first outcome that is unknown, as a verdict; null when all are known. */
export function firstUnknown(
  item: Item,
  name: string,
  subject: string,
  outcomes: readonly UsageOutcome[],
): Verdict | null {
  for (const outcome of outcomes) {
    if (outcome.kind === 'unknown') return unknown(item, name, { subject, why: outcome.why, needs: outcome.needs });
  }
  return null;
}

/** Samples of an outcome that {@link firstUnknown} let pass. */
export function valuesOf(outcome: UsageOutcome): readonly number[] {
  return outcome.kind === 'known' ? outcome.usage.values : [];
}

/** Judges items one by one. */
export function observe(items: readonly Item[], judge: (item: Item) => Verdict): Observation {
  const verdicts = items.map(judge);
  return {
    drafts: verdicts.flatMap((verdict) => (verdict.kind === 'waste' ? [verdict.draft] : [])),
    gaps: verdicts.flatMap((verdict) => (verdict.kind === 'unknown' ? verdict.gaps : [])),
    checked: verdicts.filter(({ kind }) => kind === 'waste' || kind === 'fine').length,
  };
}
