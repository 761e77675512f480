import type { LoggedFacets } from '../log/audit-log.ts';
import type { ErrorCount, Statistics, StatisticsRow, StatisticsSeries } from './statistics.ts';
import { createTally, isFailure, perQuestion, type Tally, toUsd } from './tally.ts';

/** Over which time to count. */
export interface StatisticsOptions {
  /** Milliseconds since the Unix epoch; the first record's time unless stated. */
  readonly from?: number;
  /** Where the series ends. */
  readonly to: number;
  /** How many stretches the series has; 24 unless stated. */
  readonly stretches?: number;
}

/** Counts a log's facets, oldest first. In one pass; memory grows with the executions only. */
export async function computeStatistics(
  facets: AsyncIterable<LoggedFacets>,
  options: StatisticsOptions,
): Promise<Statistics> {
  const count = new StatisticsCount();
  for await (const one of facets) count.add(one);
  return count.toStatistics(options);
}

interface Moment {
  readonly time: number;
  readonly kind: 'question' | 'failure' | 'cost';
  readonly amount: number;
}

class StatisticsCount {
  #records = 0;
  readonly #all = createTally();
  readonly #playbooks = new Map<string | null, Tally>();
  readonly #users = new Map<string, Tally>();
  readonly #decisions = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly #running = new Map<string, LoggedFacets>();
  readonly #moments: Moment[] = [];
  #first: number | null = null;

  add(facets: LoggedFacets): void {
    this.#records += 1;
    this.#first ??= facets.time;
    for (const tally of this.#talliesOf(facets)) tally.add(facets);
    const { event, status, time, cost_usd } = facets;
    if (event === 'plan.decided') increase(this.#decisions, status);
    if (isFailure(facets)) increase(this.#errors, `${event} ${status}`);
    if (event === 'execution.started' && facets.run_id !== null) this.#running.set(facets.run_id, facets);
    if (event === 'execution.finished') this.#end(facets);
    if (event === 'question.asked') this.#moments.push({ time, kind: 'question', amount: 1 });
    if (isFailure(facets)) this.#moments.push({ time, kind: 'failure', amount: 1 });
    if (cost_usd > 0) this.#moments.push({ time, kind: 'cost', amount: cost_usd });
  }

  toStatistics({ from, to, stretches = 24 }: StatisticsOptions): Statistics {
    const { questions, costUsd, parse, run } = this.#all;
    return {
      records: this.#records,
      parse,
      run,
      unknown_outcome: this.#running.size,
      decisions: Object.fromEntries([...this.#decisions].sort(byName)),
      durations: this.#all.durations(),
      cost_usd: toUsd(costUsd),
      cost_per_question_usd: perQuestion(costUsd, questions),
      errors: [...this.#errors].map(([kind, count]): ErrorCount => ({ kind, count })).sort(byCount),
      by_playbook: toRows(this.#playbooks),
      by_user: toRows(this.#users),
      series: toSeries(this.#moments, { from: from ?? this.#first ?? to, to, stretches }),
    };
  }

  /** What no playbook and no question is about, such as an erasure, belongs to its user alone. */
  #talliesOf({ event, playbook, user }: LoggedFacets): readonly Tally[] {
    const shared = [this.#all, tallyOf(this.#users, user)];
    if (playbook === null && event !== 'question.asked') return shared;
    return [...shared, tallyOf(this.#playbooks, playbook)];
  }

  #end(finished: LoggedFacets): void {
    const started = this.#running.get(finished.run_id ?? '');
    if (started === undefined) return;
    this.#running.delete(finished.run_id ?? '');
    // Clocks are set back now and then.
    const duration = Math.max(0, finished.time - started.time);
    for (const tally of this.#talliesOf(finished)) tally.addDuration(duration);
  }
}

function tallyOf<Key>(tallies: Map<Key, Tally>, key: Key): Tally {
  const tally = tallies.get(key) ?? createTally();
  tallies.set(key, tally);
  return tally;
}

function increase(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function toRows<Key extends string | null>(tallies: ReadonlyMap<Key, Tally>): readonly StatisticsRow[] {
  const rows = [...tallies].map(([key, tally]) => tally.toRow(key));
  return rows.sort(
    (left, right) => right.questions - left.questions || ((left.key ?? '') < (right.key ?? '') ? -1 : 1),
  );
}

function toSeries(moments: readonly Moment[], { from, to, stretches }: Required<StatisticsOptions>): StatisticsSeries {
  const length = Math.max(1, Math.ceil((to - from) / stretches));
  const sums = { question: zeros(stretches), failure: zeros(stretches), cost: zeros(stretches) };
  for (const { time, kind, amount } of moments) {
    const stretch = Math.min(stretches - 1, Math.max(0, Math.floor((time - from) / length)));
    sums[kind][stretch] = (sums[kind][stretch] ?? 0) + amount;
  }
  const { question, failure, cost } = sums;
  return { from, stretch_ms: length, questions: question, failures: failure, cost_usd: cost.map(toUsd) };
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function byName([left]: readonly [string, number], [right]: readonly [string, number]): number {
  return left < right ? -1 : 1;
}

function byCount(left: ErrorCount, right: ErrorCount): number {
  return right.count - left.count || (left.kind < right.kind ? -1 : 1);
}
