import { lazily } from './lazily.ts';
import { openList } from './word-list.ts';

/** Which examples have which features, as plain JSON. */
export interface CompiledPostings {
  /** The features, sorted, with a space between two; none holds a space. */
  readonly features: string;
  /** How many examples have each. */
  readonly counts: readonly number[];
  /** Which, feature after feature: the first by its number, each further one by its distance from the one before. */
  readonly gaps: readonly number[];
  /** The length of each example's vector. */
  readonly lengths: readonly number[];
}

/** What is known of a feature. Worked out when first asked for. */
export interface Lookup<Value> {
  get(feature: string): Value | undefined;
}

/** Makes the postings of lists of features, one list an example; none may name a feature twice. */
export function compilePostings(lists: readonly (readonly string[])[]): Omit<CompiledPostings, 'lengths'> {
  const postings = new Map<string, number[]>();
  lists.forEach((features, example) => {
    for (const feature of features) {
      const list = postings.get(feature);
      if (list === undefined) postings.set(feature, [example]);
      else list.push(example);
    }
  });
  const sorted = [...postings].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    features: sorted.map(([feature]) => feature).join(' '),
    counts: sorted.map(([, examples]) => examples.length),
    gaps: sorted.flatMap(([, examples]) => examples.map((example, at) => example - (examples[at - 1] ?? 0))),
  };
}

/** Feature to the examples that have it, ascending. */
export function openPostings({ features, counts, gaps }: Omit<CompiledPostings, 'lengths'>): Lookup<readonly number[]> {
  const find = openList(features);
  const starts = lazily(() => startsOf(counts));
  return rememberLookup((feature) => {
    const at = find(feature);
    return at === undefined ? undefined : closeGaps(gaps, starts()[at] ?? 0, counts[at] ?? 0);
  });
}

function startsOf(counts: readonly number[]): Uint32Array {
  const starts = new Uint32Array(counts.length);
  let sum = 0;
  for (let at = 0; at < counts.length; at += 1) {
    starts[at] = sum;
    sum += counts[at] ?? 0;
  }
  return starts;
}

function closeGaps(gaps: readonly number[], start: number, count: number): readonly number[] {
  const examples: number[] = [];
  let example = 0;
  for (let at = start; at < start + count; at += 1) {
    example += gaps[at] ?? 0;
    examples.push(example);
  }
  return examples;
}

/** Finds what is there once; what is not there is not kept, since texts name no end of it. */
export function rememberLookup<Value>(find: (feature: string) => Value | undefined): Lookup<Value> {
  const known = new Map<string, Value>();
  return {
    get(feature) {
      const value = known.get(feature) ?? find(feature);
      if (value !== undefined) known.set(feature, value);
      return value;
    },
  };
}
