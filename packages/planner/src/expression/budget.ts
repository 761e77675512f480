import { expressionFailed } from '../errors.ts';

/** The most list items that one evaluation may look at, all loops together. */
const maximumWork = 25_000_000;

/** The longest list or string that an expression may build with `+`. */
const maximumBuiltLength = 1_000_000;

/**
 * Counts the work of one evaluation. CEL always ends, but nested loops over large lists could take hours.
 * `||`, `&&`, `all` and `exists` swallow errors, so a spent budget is remembered and reported at the end.
 */
export class WorkBudget {
  #left = maximumWork;
  #problem: string | undefined;

  /** What was exceeded in this evaluation, if anything. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Starts a new evaluation. */
  reset(): void {
    this.#left = maximumWork;
    this.#problem = undefined;
  }

  /** @throws CloudOpsError `EXPRESSION_FAILED` when the budget is spent. */
  charge(items: number): void {
    this.#left -= items;
    if (this.#left < 0) this.#exceed(`it would look at more than ${maximumWork} items`);
  }

  /** @throws CloudOpsError `EXPRESSION_FAILED` when a built value is too long. */
  limitLength(length: number): void {
    if (length > maximumBuiltLength) this.#exceed(`it would build a value longer than ${maximumBuiltLength}`);
  }

  #exceed(problem: string): never {
    this.#problem = problem;
    throw expressionFailed('…', problem);
  }
}
