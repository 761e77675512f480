import { type Clock, CloudOpsError, type ExpressionEvaluator, type ExpressionScope, type Json } from '@cloudops/spec';
import type { ExecuteOptions } from '../execute-options.ts';
import type { Timers } from '../timers.ts';
import { now } from './plan.ts';

/** Follows `a.b.0.c` through a scope; an unknown name fails as CEL would. */
function follow(path: string, scope: ExpressionScope): unknown {
  if (/^\d+$/.test(path)) return BigInt(path);
  return path.split('.').reduce<unknown>((value, name) => {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, name)) {
      return (value as Readonly<Record<string, unknown>>)[name];
    }
    throw new CloudOpsError({ code: 'EXPRESSION_FAILED', message: `no such name ${name} in ${path}` });
  }, scope);
}

/** Writes an expression as a playbook does. */
export function cel(expression: string): string {
  return `$\{{ ${expression} }}`;
}

/** Paths and `path == 'text'`: enough of CEL to test the executor, integers being bigint as there. */
const expressions: ExpressionEvaluator = {
  evaluate(expression, scope) {
    const [path = '', text] = expression.split(' == ');
    const value = follow(path.trim(), scope);
    return text === undefined ? value : value === text.trim().slice(1, -1);
  },
  resolve(value: Json, scope) {
    const whole = typeof value === 'string' ? /^\$\{\{(.*)\}\}$/.exec(value)?.[1] : undefined;
    return whole === undefined ? value : expressions.evaluate(whole.trim(), scope);
  },
};

/** A clock that moves only when something sleeps, and keeps what it slept. */
export function createTestClock(): Clock & { readonly slept: readonly number[] } {
  let time = now;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      time += ms;
    },
  };
}

/** Timers that fire at once, in the next turn of the event loop: every time-out is over when nothing else is left to do. */
export const hastyTimers: Timers = {
  after: (_, callback) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

/** Options for a run of a test. */
export function createOptions(more: Partial<ExecuteOptions> = {}): ExecuteOptions {
  return {
    runId: 'run_00000000000000000000000001',
    principal: 'os:tester',
    expressions,
    clock: createTestClock(),
    signal: new AbortController().signal,
    ...more,
  };
}
