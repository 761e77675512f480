import { createContext, Script } from 'node:vm';

/** For one value, in milliseconds. */
const longestMs = 5_000;

/** Runs work that may never end by itself, and stops it in time. */
export type RunBounded = <Value>(work: () => Value) => Value;

/** @returns a way to run work: it throws what the work throws, or an error with the code `ERR_SCRIPT_EXECUTION_TIMEOUT`. */
export function createRunBounded(timeout: number = longestMs): RunBounded {
  const sandbox: { work: () => unknown } = { work: () => undefined };
  const context = createContext(sandbox);
  const script = new Script('work()');
  return <Value>(work: () => Value): Value => {
    sandbox.work = work;
    return script.runInContext(context, { timeout }) as Value;
  };
}

/** Whether an error says that work took too long. */
export function isTooSlow(error: unknown): boolean {
  return (error as { readonly code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
