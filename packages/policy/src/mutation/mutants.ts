import type { PolicyJson } from '../cedar.ts';
import { toMilliseconds } from '../terms.ts';

/** A policy with one deliberate mistake. */
export interface Mutant {
  /** The policy that was changed. */
  readonly policy: string;
  /** What was changed, such as `number 10 → 11`. */
  readonly change: string;
  /** Null where the policy is removed. */
  readonly json: PolicyJson | null;
}

/** Makes every mutant of a policy, in the order in which it is written. */
export function createMutants(policy: string, json: PolicyJson, toText: (expression: object) => string): Mutant[] {
  const mutant = (change: string, changed: PolicyJson | null): Mutant => ({ policy, change, json: changed });
  const flipped = json.effect === 'permit' ? 'forbid' : 'permit';
  return [
    mutant('removed', null),
    mutant(`${json.effect} → ${flipped}`, { ...json, effect: flipped }),
    ...widenScope(json).map(([part, changed]) => mutant(`any ${part}`, changed)),
    ...json.conditions.flatMap((clause, index) => {
      const others = json.conditions.filter((_, position) => position !== index);
      const withBody = (body: object): PolicyJson => ({
        ...json,
        conditions: json.conditions.map((each, position) =>
          position === index ? { ...each, body: body as typeof each.body } : each,
        ),
      });
      return [
        mutant(`without ${clause.kind} { ${toText(clause.body)} }`, { ...json, conditions: others }),
        ...mutateExpression(clause.body, toText).map(([change, body]) => mutant(change, withBody(body))),
      ];
    }),
  ];
}

function widenScope(json: PolicyJson): readonly (readonly [part: string, json: PolicyJson])[] {
  const any = { op: 'All' } as const;
  return [
    ...(json.principal.op === 'All' ? [] : [['principal', { ...json, principal: any }] as const]),
    ...(json.action.op === 'All' ? [] : [['action', { ...json, action: any }] as const]),
    ...(json.resource.op === 'All' ? [] : [['resource', { ...json, resource: any }] as const]),
  ];
}

type Change = readonly [change: string, expression: object];

const swaps: Readonly<Record<string, string>> = {
  '>': '>=',
  '>=': '>',
  '<': '<=',
  '<=': '<',
  '&&': '||',
  '||': '&&',
  '==': '!=',
  '!=': '==',
};

/** What has a yes or no for a value and no other operator for its opposite. */
const negatable: readonly string[] = [
  'in',
  'contains',
  'containsAll',
  'containsAny',
  'isEmpty',
  'like',
  'is',
  'has',
  '!',
];
const comparisons: readonly string[] = ['>', '>=', '<', '<='];

function mutateExpression(node: object, toText: (expression: object) => string): readonly Change[] {
  const [key = '', value]: readonly unknown[] = Object.entries(node)[0] ?? [];
  const operator = String(key);
  const own: Change[] = [];
  const swapped = swaps[operator];
  if (swapped !== undefined) own.push([`${operator} → ${swapped} in ${toText(node)}`, { [swapped]: value }]);
  if (comparisons.includes(operator) || negatable.includes(operator) || isFlag(operator, value)) {
    own.push([`negated: ${toText(node)}`, { '!': { arg: node } }]);
  }
  const replaced = replaceLiteral(operator, value);
  return [...own, ...replaced, ...mutateChildren(operator, value, toText)];
}

/** An attribute that is a yes or no, such as `context.freeze.active`. */
function isFlag(operator: string, value: unknown): boolean {
  return operator === '.' && typeof value === 'object' && value !== null && 'attr' in value && value.attr === 'active';
}

function replaceLiteral(operator: string, value: unknown): readonly Change[] {
  if (operator === 'Value' && typeof value === 'number') {
    return [value + 1, value - 1].map((other) => [`number ${value} → ${other}`, { Value: other }]);
  }
  if (operator === 'Value' && typeof value === 'boolean') return [[`${value} → ${!value}`, { Value: !value }]];
  if (operator !== 'duration' || !Array.isArray(value)) return [];
  const [first]: readonly unknown[] = value;
  const text = typeof first === 'object' && first !== null && 'Value' in first ? String(first.Value) : '';
  const length = toMilliseconds(text);
  if (length === null) return [];
  return [length + 1, length - 1].map((other) => [
    `duration ${text} → ${other}ms`,
    { duration: [{ Value: `${other}ms` }] },
  ]);
}

function mutateChildren(operator: string, value: unknown, toText: (expression: object) => string): readonly Change[] {
  if (
    operator === 'Value' ||
    operator === 'Var' ||
    operator === 'duration' ||
    typeof value !== 'object' ||
    value === null
  ) {
    return [];
  }
  // A list of expressions, or named operands of which some are texts.
  return Object.entries(value).flatMap(([name, child]: [string, unknown]) => {
    if (typeof child !== 'object' || child === null || name === 'pattern') return [];
    return mutateExpression(child, toText).map(([change, changed]): Change => {
      const copy = Array.isArray(value) ? value.map((each, index) => (String(index) === name ? changed : each)) : null;
      return [change, { [operator]: copy ?? { ...value, [name]: changed } }];
    });
  });
}
