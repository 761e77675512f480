import { nearestHint } from '@cloudops/planner';
import { z } from 'zod';

type Path = readonly PropertyKey[];

/** As much of a JSON Schema as settings use. */
interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** What a setting may be, in words such as `stop or warn`; never a value that is there. */
export function describeAllowed(schema: z.ZodType, path: Path): string {
  return describe(nodesAt(schema, path));
}

/** Which keys a map of settings may have, the nearest to a mistyped one first; empty where any is allowed. */
export function describeKeys(schema: z.ZodType, path: Path, mistyped: string): string {
  const keys = keysOf(nodesAt(schema, path));
  if (keys.length === 0) return '';
  const all = `allowed there: ${keys.join(', ')}`;
  const near = nearestHint(mistyped, keys, '');
  return near === '' ? all : `${near} ${all}`;
}

function nodesAt(schema: z.ZodType, path: Path): readonly Node[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Node;
  let nodes: readonly Node[] = choices(root);
  for (const part of path) nodes = nodes.flatMap((node) => choices(childOf(node, part)));
  return nodes;
}

function choices(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return node.anyOf === undefined ? [node] : node.anyOf.flatMap(choices);
}

function childOf(node: Node, part: PropertyKey): Node | undefined {
  if (typeof part === 'number') return node.items;
  const own = node.properties?.[String(part)];
  return own ?? (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined);
}

function keysOf(nodes: readonly Node[]): readonly string[] {
  return [...new Set(nodes.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function describe(nodes: readonly Node[]): string {
  return [...new Set(nodes.map(describeOne))].filter((words) => words !== '').join(' or ');
}

function describeOne(node: Node): string {
  if (node.enum !== undefined) return node.enum.map(String).join(' or ');
  if (node.const !== undefined) return String(node.const);
  switch (node.type) {
    case 'object':
      return node.properties === undefined
        ? 'a map with names of your own'
        : `a map of ${Object.keys(node.properties).join(', ')}`;
    case 'array':
      return `a list${node.items === undefined ? '' : ` of: ${describe(choices(node.items))}`}`;
    case 'integer':
    case 'number':
      return `a ${node.type === 'integer' ? 'whole ' : ''}number${bounds(node)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    default:
      return '';
  }
}

function bounds({ minimum, exclusiveMinimum, maximum }: Node): string {
  // What JSON can hold at all is no bound to speak of.
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? ` of at least ${minimum}` : '';
  const above = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  return `${least}${above}${most === undefined ? '' : `${least === '' && above === '' ? ' of' : ' and'} at most ${most}`}`;
}
