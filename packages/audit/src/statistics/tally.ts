import type { LoggedFacets } from '../log/audit-log.ts';
import type { Durations, Rate, StatisticsRow } from './statistics.ts';

/** How an execution may end that did its work, at least in part. */
const goodEnds: ReadonlySet<string> = new Set(['completed', 'partial']);

/** Whether a record tells of a failure: not understood is none. */
export function isFailure({ event, status }: LoggedFacets): boolean {
  if (event === 'execution.finished') return !goodEnds.has(status);
  return event === 'plan.decided' && status === 'deny';
}

/** What is counted of one playbook, one user, or all. */
export interface Tally {
  add(facets: LoggedFacets): void;
  /** @param ms how long an execution took. */
  addDuration(ms: number): void;
  readonly questions: number;
  readonly costUsd: number;
  readonly parse: Rate;
  readonly run: Rate;
  durations(): Durations;
  toRow(key: string | null): StatisticsRow;
}

/** A tally of nothing yet. */
export function createTally(): Tally {
  return new Counter();
}

class Counter implements Tally {
  questions = 0;
  costUsd = 0;
  #understood = 0;
  #ended = 0;
  #good = 0;
  #denied = 0;
  readonly #durations: number[] = [];

  add({ event, status, cost_usd }: LoggedFacets): void {
    this.costUsd += cost_usd;
    if (event === 'question.asked') {
      this.questions += 1;
      if (status === 'matched') this.#understood += 1;
    }
    if (event === 'plan.decided' && status === 'deny') this.#denied += 1;
    if (event !== 'execution.finished') return;
    this.#ended += 1;
    if (goodEnds.has(status)) this.#good += 1;
  }

  addDuration(ms: number): void {
    this.#durations.push(ms);
  }

  get parse(): Rate {
    return toRate(this.#understood, this.questions);
  }

  get run(): Rate {
    return toRate(this.#good, this.#ended);
  }

  durations(): Durations {
    const sorted = this.#durations.sort((left, right) => left - right);
    const at = (share: number): number | null => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
    return { count: sorted.length, p50_ms: at(0.5), p95_ms: at(0.95), longest_ms: at(1) };
  }

  toRow(key: string | null): StatisticsRow {
    const { questions, parse, run, costUsd } = this;
    const cost = { cost_usd: toUsd(costUsd), cost_per_question_usd: perQuestion(costUsd, questions) };
    return { key, questions, parse, run, denied: this.#denied, durations: this.durations(), ...cost };
  }
}

function toRate(good: number, total: number): Rate {
  return { total, good, share: total === 0 ? null : good / total };
}

/** Sums of small amounts, without the dust of binary fractions. */
export function toUsd(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}

/** What a question cost on average; null without any. */
export function perQuestion(costUsd: number, questions: number): number | null {
  return questions === 0 ? null : toUsd(costUsd / questions);
}
