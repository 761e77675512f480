import type { PolicyJson } from './cedar.ts';

/** What a policy speaks of, as written; each list sorted and without repetition. */
export interface PolicyTerms {
  readonly roles: readonly string[];
  readonly environments: readonly string[];
  readonly users: readonly string[];
  readonly actions: readonly string[];
  /** Whole numbers. */
  readonly numbers: readonly number[];
  /** Texts that something is compared with, patterns included, their wildcards as nothing. */
  readonly texts: readonly string[];
  /** Milliseconds. */
  readonly durations: readonly number[];
  /** Milliseconds since the Unix epoch. */
  readonly moments: readonly number[];
  /** Names of attributes, such as `blastRadius`. */
  readonly attributes: readonly string[];
}

type Found = Record<keyof PolicyTerms, Set<string | number>>;

/** Reads what a policy speaks of from Cedar's JSON form of it. */
export function findTerms({ principal, action, resource, conditions }: PolicyJson): PolicyTerms {
  const found: Found = {
    roles: new Set(),
    environments: new Set(),
    users: new Set(),
    actions: new Set(),
    numbers: new Set(),
    texts: new Set(),
    durations: new Set(),
    moments: new Set(),
    attributes: new Set(),
  };
  for (const part of [principal, action, resource, conditions]) collect(part, found);
  const texts = (key: keyof PolicyTerms): string[] => [...found[key]].map(String).sort();
  const numbers = (key: keyof PolicyTerms): number[] => [...found[key]].map(Number).sort((left, right) => left - right);
  return {
    roles: texts('roles'),
    environments: texts('environments'),
    users: texts('users'),
    actions: texts('actions'),
    numbers: numbers('numbers'),
    texts: texts('texts'),
    durations: numbers('durations'),
    moments: numbers('moments'),
    attributes: texts('attributes'),
  };
}

const kinds: Readonly<Record<string, keyof PolicyTerms>> = {
  'CloudOps::Role': 'roles',
  'CloudOps::Environment': 'environments',
  'CloudOps::User': 'users',
  'CloudOps::Action': 'actions',
};

function collect(node: unknown, found: Found): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, id, Value, attr, pattern, duration, datetime } = node as Record<string, unknown>;
  const kind = typeof type === 'string' ? kinds[type] : undefined;
  if (kind !== undefined && typeof id === 'string') found[kind].add(id);
  if (typeof Value === 'number') found.numbers.add(Value);
  if (typeof Value === 'string') found.texts.add(Value);
  if (typeof attr === 'string') found.attributes.add(attr);
  if (Array.isArray(pattern)) found.texts.add(pattern.map(literalOf).join(''));
  const [length, moment] = [toMilliseconds(literalIn(duration)), Date.parse(literalIn(datetime))];
  if (length !== null) found.durations.add(length);
  if (!Number.isNaN(moment)) found.moments.add(moment);
  if (length !== null || !Number.isNaN(moment)) return;
  for (const child of Object.values(node)) collect(child, found);
}

function literalOf(element: unknown): string {
  const literal = typeof element === 'object' && element !== null && 'Literal' in element ? element.Literal : '';
  return typeof literal === 'string' ? literal : '';
}

/** The text in `[{ Value: '4h' }]`, which is how a call of an extension's constructor looks. */
function literalIn(call: unknown): string {
  const [first]: readonly unknown[] = Array.isArray(call) ? call : [];
  const value = typeof first === 'object' && first !== null && 'Value' in first ? first.Value : '';
  return typeof value === 'string' ? value : '';
}

const units: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** Reads a Cedar duration such as `1d2h`; null for anything else. */
export function toMilliseconds(text: string): number | null {
  const match = /^(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (match === null || text === '' || text === '-') return null;
  const sum = units.reduce((total, [, milliseconds], index) => total + Number(match[index + 2] ?? 0) * milliseconds, 0);
  return match[1] === '-' ? -sum : sum;
}
