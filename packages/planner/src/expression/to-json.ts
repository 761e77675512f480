import type { ASTNode } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { Cidr } from './cidr.ts';
import { IpAddress } from './ip-address.ts';
import { Quantity } from './quantity.ts';
import { boundName } from './syntax-tree.ts';

/** A value as JSON, or what stands in the way. */
export type JsonOutcome =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'not-json'; readonly problem: string };

/**
 * Turns what CEL computed into JSON: ints become numbers, quantities, addresses, times and durations become text.
 * What is JSON already is returned as it is, by reference.
 */
export function toJson(value: unknown): JsonOutcome {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return { kind: 'json', value };
    case 'number':
      if (Number.isFinite(value)) return { kind: 'json', value };
      return { kind: 'not-json', problem: `the result is ${value}, which is no number in JSON` };
    case 'bigint':
      if (Number.isSafeInteger(Number(value))) return { kind: 'json', value: Number(value) };
      return { kind: 'not-json', problem: `the result ${value} is too large` };
    case 'object':
      return value === null ? { kind: 'json', value } : objectToJson(value);
    default:
      return { kind: 'not-json', problem: `the result is a ${typeof value}` };
  }
}

/**
 * Whether an expression can only yield JSON: parts of its scope such as `steps.list.output.items`, text, and lists and
 * maps of those; but no computed number. Such results need no look at their items.
 */
export function yieldsJson(node: ASTNode): boolean {
  switch (node.op) {
    case 'value':
      return node.args === null || typeof node.args === 'string' || typeof node.args === 'boolean';
    case 'id':
      return node.args === 'inputs' || node.args === 'steps' || node.args === 'item';
    case '.':
    case '[]':
      return yieldsJson(node.args[0]);
    case '?:':
      return yieldsJson(node.args[1]) && yieldsJson(node.args[2]);
    case 'list':
      return node.args.every(yieldsJson);
    case 'map':
      return node.args.flat().every(yieldsJson);
    case 'rcall':
      return node.args[0] === 'filter' && boundName(node) !== undefined && yieldsJson(node.args[1]);
    case 'call':
      return node.args[0] === 'top' && node.args[1][0] !== undefined && yieldsJson(node.args[1][0]);
    default:
      return false;
  }
}

function objectToJson(value: object): JsonOutcome {
  if (value instanceof Quantity || value instanceof IpAddress || value instanceof Cidr || value instanceof Duration) {
    return { kind: 'json', value: value.toString() };
  }
  if (value instanceof Date) return { kind: 'json', value: value.toISOString() };
  if (Array.isArray(value)) return listToJson(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return mapToJson(value as Record<string, unknown>);
  return {
    kind: 'not-json',
    problem: 'the result is of a type that JSON cannot carry; convert it with string() or int()',
  };
}

function listToJson(list: readonly unknown[]): JsonOutcome {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const outcome = toJson(item);
    if (outcome.kind === 'not-json') return outcome;
    if (outcome.value === item) continue;
    copy ??= [...list];
    copy[index] = outcome.value;
  }
  return { kind: 'json', value: copy ?? list };
}

function mapToJson(map: Readonly<Record<string, unknown>>): JsonOutcome {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(map)) {
    const outcome = toJson(map[key]);
    if (outcome.kind === 'not-json') return outcome;
    if (outcome.value === map[key]) continue;
    copy ??= { ...map };
    copy[key] = outcome.value;
  }
  return { kind: 'json', value: copy ?? map };
}
