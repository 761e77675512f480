import type { ASTNode } from '@marcbachmann/cel-js';
import { expressionFailed } from '../errors.ts';
import type { WorkBudget } from './budget.ts';
import { childrenOf, loopMacros } from './syntax-tree.ts';

type Evaluate = (evaluator: Runner, node: Internals, context: unknown) => unknown;

/** What cel-js keeps on a checked node beyond its public types. */
interface Internals {
  readonly op: string;
  readonly args: { readonly iterable?: Internals };
  readonly left?: Internals;
  readonly right?: Internals;
  readonly handle?: (...parts: readonly unknown[]) => unknown;
  readonly meta: { readonly alternate?: Internals };
  setMeta(key: 'evaluate', value: Evaluate): unknown;
}

interface Runner {
  run(node: Internals, context: unknown): unknown;
}

const measured: ReadonlySet<string> = new Set(['+', 'in', '==', '!=']);

/**
 * Makes a checked expression count its work: cel-js limits the size of an expression, not what it does.
 * To be called once, after the type check, which sets the handlers used here.
 * @throws CloudOpsError `EXPRESSION_FAILED` when cel-js has changed so that work cannot be counted.
 */
export function meter(node: ASTNode, budget: WorkBudget): void {
  if (node.op === 'rcall' && loopMacros.has(node.args[0]) && node.args[2].length >= 2) meterLoop(node, budget);
  else if (measured.has(node.op)) meterOperator(node, budget);
  for (const child of childrenOf(node)) meter(child, budget);
}

function meterLoop(node: ASTNode, budget: WorkBudget): void {
  const loop = internals(node).meta.alternate;
  const iterable = loop?.args.iterable;
  const handle = loop?.handle;
  if (loop === undefined || iterable === undefined || handle === undefined) throw cannotMeasure(node);
  loop.setMeta('evaluate', (evaluator, self, context) => {
    const items = evaluator.run(iterable, context);
    budget.charge(Array.isArray(items) ? items.length : 1);
    return handle(items, self.args, evaluator, context);
  });
}

function meterOperator(node: ASTNode, budget: WorkBudget): void {
  const { left, right, handle, op } = internals(node);
  if (left === undefined || right === undefined || handle === undefined) throw cannotMeasure(node);
  internals(node).setMeta('evaluate', (evaluator, self, context) => {
    const first = evaluator.run(left, context);
    const second = evaluator.run(right, context);
    budget.charge(itemsOf(first) + itemsOf(second));
    if (op === '+') budget.limitLength(lengthOf(first) + lengthOf(second));
    return handle(first, second, self, evaluator);
  });
}

function internals(node: ASTNode): Internals {
  return node as unknown as Internals;
}

function itemsOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 1;
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}

function cannotMeasure(node: ASTNode): Error {
  return expressionFailed(node.input, `the work of "${node.op}" cannot be measured with this version of cel-js`);
}
