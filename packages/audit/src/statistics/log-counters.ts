import type { LoggedFacets } from '../log/audit-log.ts';

/** How often something happened, by labels that are written down as they are. */
export interface Counted {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Totals over a log from its beginning: each only ever grows, as far as the log does. */
export interface LogCounters {
  /** By `event`. */
  readonly records: readonly Counted[];
  /** By `playbook` and `outcome`. */
  readonly questions: readonly Counted[];
  /** By `outcome`. */
  readonly decisions: readonly Counted[];
  /** By `playbook` and `status`. */
  readonly executions: readonly Counted[];
  /** By `playbook`; what models cost, in US dollars. */
  readonly cost: readonly Counted[];
  /** Seconds that executions took. */
  readonly durations: {
    /** Cumulative, by upper bound; the last bound is infinite. */
    readonly buckets: readonly { readonly bound: number; readonly count: number }[];
    readonly sum: number;
    readonly count: number;
  };
  /** Executions that began and have not ended. */
  readonly unfinished: number;
  /** Seconds since the Unix epoch; null for an empty log. */
  readonly lastRecord: number | null;
}

/** Upper bounds of the durations' buckets, in seconds. */
const bounds: readonly number[] = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, Number.POSITIVE_INFINITY];

/** More different values of one label than this are counted together, as `other`: anybody can name a playbook. */
const mostValues = 200;

/** Counts a log's facets, oldest first. In one pass; memory grows with what is unfinished only. */
export async function countLog(facets: AsyncIterable<LoggedFacets>): Promise<LogCounters> {
  const count = new LogCount();
  for await (const one of facets) count.add(one);
  return count.toCounters();
}

class LogCount {
  readonly #records = new Family(['event']);
  readonly #questions = new Family(['playbook', 'outcome']);
  readonly #decisions = new Family(['outcome']);
  readonly #executions = new Family(['playbook', 'status']);
  readonly #cost = new Family(['playbook']);
  readonly #started = new Map<string, number>();
  readonly #buckets = bounds.map(() => 0);
  #seconds = 0;
  #ended = 0;
  #last: number | null = null;

  add({ event, status, time, playbook, run_id, cost_usd }: LoggedFacets): void {
    this.#last = Math.max(this.#last ?? time, time);
    this.#records.add([event]);
    if (event === 'question.asked') this.#questions.add([playbook ?? '', status]);
    if (event === 'plan.decided') this.#decisions.add([status]);
    if (event === 'execution.finished') this.#executions.add([playbook ?? '', status]);
    if (cost_usd > 0) this.#cost.add([playbook ?? ''], cost_usd);
    if (run_id === null) return;
    if (event === 'execution.started') this.#started.set(run_id, time);
    if (event === 'execution.finished') this.#end(run_id, time);
  }

  toCounters(): LogCounters {
    return {
      records: this.#records.list(),
      questions: this.#questions.list(),
      decisions: this.#decisions.list(),
      executions: this.#executions.list(),
      cost: this.#cost.list(),
      durations: {
        buckets: bounds.map((bound, position) => ({ bound, count: this.#buckets[position] ?? 0 })),
        sum: round(this.#seconds),
        count: this.#ended,
      },
      unfinished: this.#started.size,
      lastRecord: this.#last === null ? null : this.#last / 1000,
    };
  }

  #end(run: string, time: number): void {
    const started = this.#started.get(run);
    if (started === undefined) return;
    this.#started.delete(run);
    // Clocks are set back now and then.
    const seconds = Math.max(0, time - started) / 1000;
    this.#seconds += seconds;
    this.#ended += 1;
    for (const [position, bound] of bounds.entries()) {
      if (seconds <= bound) this.#buckets[position] = (this.#buckets[position] ?? 0) + 1;
    }
  }
}

/** Counts by labels, of which none has too many values. */
class Family {
  readonly #names: readonly string[];
  readonly #seen: readonly Set<string>[];
  readonly #counts = new Map<string, number>();

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#seen = names.map(() => new Set<string>());
  }

  add(values: readonly string[], amount = 1): void {
    const key = JSON.stringify(values.map((value, position) => this.#bound(value, this.#seen[position])));
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + amount);
  }

  list(): readonly Counted[] {
    return [...this.#counts]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, value]) => {
        const values = JSON.parse(key) as readonly string[];
        const labels = Object.fromEntries(this.#names.map((name, position) => [name, values[position] ?? '']));
        return { labels, value: round(value) };
      });
  }

  #bound(value: string, seen: Set<string> | undefined): string {
    const short = value.slice(0, 100);
    if (seen === undefined || seen.has(short)) return short;
    if (seen.size >= mostValues) return 'other';
    seen.add(short);
    return short;
  }
}

/** Sums of small amounts, without the dust of binary fractions. */
function round(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
