import type { BudgetLedger } from '../budget/ledger.ts';
import type { ParserFailure } from './failure.ts';
import type { TokenUsage } from './model-client.ts';
import { costOf, highestCost, type ModelPrice } from './prices.ts';

/** What the calls for one question came to. */
export interface Bill {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null when no price is known. */
  readonly microUsd: number | null;
  /** The ids of what was reserved for it, to name the playbook later. */
  readonly reservations: readonly string[];
  /** Said once the user's budget is nearly used up. */
  readonly warning: string | null;
}

/** Pays for the calls of one question: reserves before, settles after. */
export interface Purse {
  reserve(
    inputTokens: number,
    outputTokens: number,
  ):
    | { readonly kind: 'reserved'; readonly id: string | null }
    | { readonly kind: 'failed'; readonly failure: ParserFailure };
  /**
   * @param usage null when it is not known what the server did: then the whole reservation counts as spent.
   * @returns a failure when it could not be written down.
   */
  settle(id: string | null, usage: TokenUsage | 'free' | null): ParserFailure | null;
  bill(): Bill;
}

/** What a purse pays from. */
export interface PurseOptions {
  /** Without one nothing is limited, only counted. */
  readonly ledger: BudgetLedger | null;
  readonly user: string;
  readonly parser: string;
  readonly model: string;
  /** Null when unknown; then nothing can be reserved, so a ledger refuses the call. */
  readonly price: ModelPrice | null;
}

/** A purse for one question. A ledger that cannot be written pays nothing: no record, no call. */
export function createPurse(options: PurseOptions): Purse {
  const { price } = options;
  const reservations: string[] = [];
  const total = { inputTokens: 0, outputTokens: 0, microUsd: 0 };
  const highest = new Map<string | null, number>();
  let warning: string | null = null;
  return {
    reserve(inputTokens, outputTokens) {
      const most = price === null ? null : highestCost(inputTokens, outputTokens, price);
      const reserved = reserveIn(options, most);
      if (reserved.kind === 'failed') return reserved;
      warning = reserved.warning ?? warning;
      if (reserved.id !== null) reservations.push(reserved.id);
      highest.set(reserved.id, most ?? 0);
      return reserved;
    },
    settle(id, usage) {
      const known = usage === 'free' || usage === null ? nothing : usage;
      const most = highest.get(id) ?? 0;
      const microUsd = usage === null ? most : price === null ? 0 : costOf(known, price);
      const input = known.input + known.cacheRead + known.cacheWrite;
      total.inputTokens += input;
      total.outputTokens += known.output;
      total.microUsd += microUsd;
      return settleIn(options, id, { microUsd, inputTokens: input, outputTokens: known.output });
    },
    bill: () => ({
      ...total,
      microUsd: price === null ? null : total.microUsd,
      reservations: [...reservations],
      warning,
    }),
  };
}

const nothing: TokenUsage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

type Reserved =
  | { readonly kind: 'reserved'; readonly id: string | null; readonly warning: string | null }
  | { readonly kind: 'failed'; readonly failure: ParserFailure };

function reserveIn({ ledger, user, parser, model }: PurseOptions, microUsd: number | null): Reserved {
  if (ledger === null) return { kind: 'reserved', id: null, warning: null };
  if (microUsd === null) {
    const why = `No price is known for the model ${model}, so no budget can be kept; set one in the configuration.`;
    return { kind: 'failed', failure: { kind: 'price-unknown', why } };
  }
  try {
    const reserved = ledger.reserve({ user, parser, model, microUsd });
    if (reserved.kind === 'reserved') return reserved;
    return { kind: 'failed', failure: { kind: reserved.kind, why: reserved.why } };
  } catch {
    return { kind: 'failed', failure: unusable };
  }
}

function settleIn(
  { ledger }: PurseOptions,
  id: string | null,
  settlement: { readonly microUsd: number; readonly inputTokens: number; readonly outputTokens: number },
): ParserFailure | null {
  if (ledger === null || id === null) return null;
  try {
    ledger.settle(id, settlement);
    return null;
  } catch {
    return unusable;
  }
}

const unusable: ParserFailure = {
  kind: 'ledger-unusable',
  why: 'The ledger of budgets could not be written, so no model was asked.',
};
