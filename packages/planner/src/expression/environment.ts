import { Environment } from '@marcbachmann/cel-js';
import type { WorkBudget } from './budget.ts';
import { registerCollectionFunctions } from './collection-functions.ts';
import { registerKubernetesFunctions } from './kubernetes-functions.ts';

/** The longest expression, in UTF-16 units. */
export const maximumExpressionLength = 4096;

const limits = { maxAstNodes: 2000, maxDepth: 64, maxListElements: 256, maxMapEntries: 256, maxCallArguments: 16 };

const arithmetic: readonly (readonly [string, (left: number, right: number) => number])[] = [
  ['+', (left, right) => left + right],
  ['-', (left, right) => left - right],
  ['*', (left, right) => left * right],
  ['/', (left, right) => left / right],
  ['%', (left, right) => left % right],
];

/**
 * CEL with the names `inputs`, `steps` and `item` and our functions. Numbers from JSON are doubles and literals such as
 * `1` are ints, so both may meet in arithmetic; the result is then a double.
 */
export function createEnvironment(budget: WorkBudget): Environment {
  const environment = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: false,
    limits,
  });
  environment
    .registerVariable('inputs', 'map<string, dyn>')
    .registerVariable('steps', 'map<string, dyn>')
    .registerVariable('item', 'dyn');
  for (const [operator, apply] of arithmetic) {
    const mixed = (left: number | bigint, right: number | bigint) => apply(Number(left), Number(right));
    environment.registerOperator(`int ${operator} double: double`, mixed);
    environment.registerOperator(`double ${operator} int: double`, mixed);
  }
  environment.registerOperator('double % double: double', (left: number, right: number) => left % right);
  registerKubernetesFunctions(environment);
  registerCollectionFunctions(environment, budget);
  return environment;
}
