import { type CharacterSet, type PatternNode, type PatternProblem, parsePattern } from './syntax.ts';

/** A pattern that can be held against values. */
export interface Pattern {
  /** Whether the whole value fits. Takes time in proportion to the value's length, whatever the pattern. */
  fits(value: string): boolean;
}

/** A pattern, or what is wrong with it. */
export type PatternOutcome =
  | { readonly kind: 'pattern'; readonly pattern: Pattern }
  | ({ readonly kind: 'invalid' } & PatternProblem);

/** States that a pattern may have once its counts are written out. */
const mostStates = 4000;
/** Longer values fit no pattern. */
const longestValue = 4096;

type State =
  | { readonly kind: 'set'; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: 'split'; readonly next: readonly number[] }
  | { readonly kind: 'end' };

/** Reads a pattern and makes the automaton that decides it; the same text gives the same answers everywhere. */
export function createPattern(text: string): PatternOutcome {
  const syntax = parsePattern(text);
  if (syntax.kind === 'invalid') return syntax;
  if (sizeOf(syntax.node) > mostStates) {
    return { kind: 'invalid', message: `counts to more than ${mostStates} characters in all`, offset: 0 };
  }
  const states: State[] = [{ kind: 'end' }];
  const start = build(syntax.node, 0, states);
  return { kind: 'pattern', pattern: { fits: (value) => value.length <= longestValue && run(states, start, value) } };
}

/** How many states a node takes, before any is made. */
function sizeOf(node: PatternNode): number {
  if (node.kind === 'set') return 1;
  if (node.kind !== 'repeat') return node.parts.reduce((sum, part) => sum + sizeOf(part), 1);
  const times = Number.isFinite(node.most) ? node.most : node.least + 1;
  return times * (sizeOf(node.part) + 1) + 1;
}

/** Adds the states of a node, last first, since each has to know what follows. @returns the first of them. */
function build(node: PatternNode, next: number, states: State[]): number {
  switch (node.kind) {
    case 'set':
      return add({ kind: 'set', set: node.set, next }, states);
    case 'sequence':
      return node.parts.reduceRight((following, part) => build(part, following, states), next);
    case 'choice':
      return add({ kind: 'split', next: node.parts.map((part) => build(part, next, states)) }, states);
    case 'repeat':
      return buildRepeat(node, next, states);
  }
}

function buildRepeat(node: Extract<PatternNode, { kind: 'repeat' }>, next: number, states: State[]): number {
  let at = next;
  if (Number.isFinite(node.most)) {
    for (let count = node.least; count < node.most; count += 1) {
      at = add({ kind: 'split', next: [build(node.part, at, states), next] }, states);
    }
  } else {
    const loop: number[] = [next];
    at = add({ kind: 'split', next: loop }, states);
    loop.push(build(node.part, at, states));
  }
  for (let count = 0; count < node.least; count += 1) at = build(node.part, at, states);
  return at;
}

function add(state: State, states: State[]): number {
  states.push(state);
  return states.length - 1;
}

/** Follows all ways at once, a character at a time (Thompson 1968): no way is walked twice. */
function run(states: readonly State[], start: number, value: string): boolean {
  let current = follow(states, [start]);
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    const reached: number[] = [];
    for (const at of current) {
      const state = states[at];
      if (state?.kind === 'set' && isIn(code, state.set)) reached.push(state.next);
    }
    if (reached.length === 0) return false;
    current = follow(states, reached);
  }
  return current.has(0);
}

/** The states that are reached without a further character. */
function follow(states: readonly State[], from: readonly number[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const state = states[at];
    if (state?.kind === 'split') open.push(...state.next);
  }
  return seen;
}

function isIn(code: number, { ranges, negated }: CharacterSet): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to) !== negated;
}
