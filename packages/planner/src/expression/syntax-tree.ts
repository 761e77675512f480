import type { ASTNode } from '@marcbachmann/cel-js';

/** Macros that loop over a list or map. */
export const loopMacros: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);

/** The nodes right below a node, as written (macros not expanded). */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** Visits a node and everything below it, outermost first. */
export function walk(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

/** Whether a node is `cel.bind(name, value, body)`. */
function isBind(node: ASTNode): boolean {
  return node.op === 'rcall' && node.args[0] === 'bind' && node.args[1].op === 'id' && node.args[1].args === 'cel';
}

/** The name that a loop or `cel.bind` introduces, if the node does. */
export function boundName(node: ASTNode): ASTNode | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, , parameters] = node.args;
  const isLoop = loopMacros.has(name) && parameters.length >= 2;
  return isLoop || isBind(node) ? parameters[0] : undefined;
}
