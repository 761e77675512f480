import type { ASTNode } from '@marcbachmann/cel-js';
import { childrenOf } from './syntax-tree.ts';

/** The scope names that an expression mentions. */
export interface References {
  /** Step ids, sorted. */
  readonly steps: readonly string[];
  /** Input names, sorted. */
  readonly inputs: readonly string[];
  readonly item: boolean;
}

/** `steps` or `inputs` used other than as `steps.<id>`: what it depends on could not be known beforehand. */
export interface UnclearReference {
  readonly name: string;
  readonly offset: number;
}

/** Finds what an expression mentions. `steps["x"]` counts as `steps.x`. */
export function referencesOf(tree: ASTNode): { readonly references: References; readonly unclear: UnclearReference[] } {
  const found = { steps: new Set<string>(), inputs: new Set<string>() };
  const unclear: UnclearReference[] = [];
  let item = false;
  const visit = (node: ASTNode): void => {
    const member = memberOf(node);
    if (member !== undefined) {
      found[member.root].add(member.name);
      return;
    }
    if (node.op === 'id') {
      if (node.args === 'item') item = true;
      if (node.args === 'steps' || node.args === 'inputs') unclear.push({ name: node.args, offset: node.start });
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(tree);
  return { references: { steps: [...found.steps].sort(), inputs: [...found.inputs].sort(), item }, unclear };
}

function memberOf(node: ASTNode): { root: 'steps' | 'inputs'; name: string } | undefined {
  if (node.op !== '.' && node.op !== '[]') return undefined;
  const [base, key] = node.args;
  if (base.op !== 'id' || (base.args !== 'steps' && base.args !== 'inputs')) return undefined;
  const name = typeof key === 'string' ? key : key.op === 'value' ? key.args : undefined;
  return typeof name === 'string' ? { root: base.args, name } : undefined;
}
