import type { ASTNode } from '@marcbachmann/cel-js';
import { referencesOf } from './references.ts';
import { boundName, walk } from './syntax-tree.ts';

/** Something an expression must not contain. */
export interface GuardProblem {
  readonly message: string;
  readonly offset: number;
}

const scopeNames: ReadonlySet<string> = new Set(['inputs', 'steps', 'item']);

const refusedMethods: ReadonlyMap<string, string> = new Map([
  ['matches', 'regular expressions have no bound on their time; use startsWith, endsWith, contains or split'],
  ['getDayOfYear', "its result depends on this machine's time zone"],
]);

const droppedKeys: ReadonlySet<unknown> = new Set(['__proto__', 'constructor', 'prototype']);

/** What valid CEL must not do here: run without bound, depend on the machine, or hide what it refers to. */
export function findGuardProblem(tree: ASTNode): GuardProblem | undefined {
  const problems: GuardProblem[] = [];
  walk(tree, (node) => {
    const message = problemOf(node);
    if (message !== undefined) problems.push({ message, offset: node.start });
  });
  for (const { name, offset } of referencesOf(tree).unclear) {
    problems.push({ message: `"${name}" must be followed by a literal name, as in ${name}.example`, offset });
  }
  return problems.sort((a, b) => a.offset - b.offset)[0];
}

function problemOf(node: ASTNode): string | undefined {
  const bound = boundName(node);
  if (bound?.op === 'id' && scopeNames.has(bound.args)) return `the name "${bound.args}" is taken; choose another`;
  if (node.op === 'rcall') {
    const why = refusedMethods.get(node.args[0]);
    return why === undefined ? undefined : `${node.args[0]}() is not available: ${why}`;
  }
  if (node.op === 'map') {
    const key = node.args.map(([name]) => name).find((name) => name.op === 'value' && droppedKeys.has(name.args));
    return key === undefined ? undefined : `"${String(key.args)}" cannot be a key`;
  }
  return undefined;
}
