import type { Analysis, NotChecked, RuledOut } from '@cloudops/spec';
import { createPriceBook, type PriceBook } from '../prices/price-book.ts';
import { type PriceTable, shippedPrices } from '../prices/price-table.ts';
import type { Observation, WasteRule } from './draft.ts';
import { readFigures } from './figures.ts';
import { type FoldedFinding, fold } from './fold.ts';
import { stepGaps } from './gaps.ts';
import type { WasteInput } from './input.ts';
import { foldGaps, readWorld } from './model/world.ts';
import { wasteRules } from './registry.ts';
import { readSettings } from './settings.ts';
import { count, someOf } from './words.ts';

/** What the analyzer is given besides its input. */
export interface WasteSurroundings {
  /** Milliseconds since the Unix epoch; used where no metrics step says which hour it is. */
  readonly clockNow: number;
}

/**
 * What is paid for and not used, from the evidence alone: pure, independent of the order of items. Findings stand by
 * dollars a month, largest first.
 */
export function analyzeWaste(input: WasteInput, { clockNow }: WasteSurroundings): Analysis {
  const settings = readSettings(input.settings);
  const book = priceBook(input.settings?.prices ?? null);
  const world = readWorld({ steps: input.steps, clockNow, settings, prices: book });
  const seen = wasteRules.map((rule) => ({ rule, observation: rule.inspect(world) }));
  const drafts = seen.flatMap(({ observation }) => observation.drafts);
  const found = fold(drafts, book.pricedAt);
  const listed = found.filter(({ cents }) => cents === null || cents >= settings.minimumCents);
  return {
    findings: listed.map(({ finding }) => finding),
    ruled_out: seen.flatMap(ruleOut),
    not_checked: [
      ...stepGaps(input.steps),
      ...foldGaps(
        seen.flatMap(({ observation }) => observation.gaps),
        someOf,
      ),
      ...unpriced(found),
      ...tooSmall(found, settings.minimumCents),
    ],
    figures: readFigures(listed),
  };
}

function priceBook(own: PriceTable | null): PriceBook {
  return createPriceBook(own === null ? [shippedPrices] : [own, shippedPrices]);
}

function ruleOut({ rule, observation }: { rule: WasteRule; observation: Observation }): readonly RuledOut[] {
  const { code, title } = rule.definition;
  if (observation.checked === 0 || observation.drafts.length > 0) return [];
  return [
    { code, why: `${title}: none of ${count(observation.checked, 'resource')} that could be judged.`, evidence: [] },
  ];
}

/** Types whose price nobody knows: their saving is missing from the total. */
function unpriced(found: readonly FoldedFinding[]): readonly NotChecked[] {
  const types = found.flatMap(({ finding, cents }) => {
    const type = finding.data?.instance_type;
    const isPriced = cents !== null || finding.role === 'hint';
    return isPriced || typeof type !== 'string' ? [] : [type];
  });
  const names = [...new Set(types)].sort();
  if (names.length === 0) return [];
  return [
    { what: `price of ${someOf(names)}`, why: 'the price table does not know it', needs: 'a price table of your own' },
  ];
}

function tooSmall(found: readonly FoldedFinding[], minimum: number): readonly NotChecked[] {
  const small = found.filter(({ cents }) => cents !== null && cents < minimum);
  if (small.length === 0) return [];
  const total = small.reduce((cents, one) => cents + (one.cents ?? 0), 0);
  const what = `${count(small.length, 'saving')} below $${(minimum / 100).toFixed(2)} a month, $${(total / 100).toFixed(2)} together`;
  return [{ what, why: 'the question asked for larger ones', needs: '--input min_monthly_usd=0' }];
}
