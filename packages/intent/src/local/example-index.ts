import type { Catalog, Playbook } from '@cloudops/spec';
import { openConcepts } from './compiled-concepts.ts';
import type { CompiledIndex } from './compiled-index.ts';
import type { ConceptIndex } from './concepts.ts';
import { type Odds, openOdds } from './odds.ts';
import { type Lookup, openPostings, rememberLookup } from './postings.ts';
import type { Vocabulary } from './spelling.ts';
import type { WordTable } from './word-table.ts';

/** One way people ask. */
export interface IndexedExample {
  readonly playbook: number;
  /** Length of its feature vector and of its piece vector. */
  readonly length: number;
  readonly pieceLength: number;
}

/** A playbook as the index sees it. */
export interface IndexedPlaybook {
  readonly name: string;
  readonly playbook: Playbook;
  /** Feature to the share of the examples that have it. */
  readonly profile: Lookup<number>;
}

/** Everything a question is compared with. */
export interface ExampleIndex {
  readonly concepts: ConceptIndex;
  readonly vocabulary: Vocabulary;
  readonly playbooks: readonly IndexedPlaybook[];
  readonly examples: readonly IndexedExample[];
  /** Feature to the examples that have it. */
  readonly postings: Lookup<readonly number[]>;
  readonly piecePostings: Lookup<readonly number[]>;
  readonly weights: Lookup<number>;
  readonly pieceWeights: Lookup<number>;
  /** Feature to how much it speaks for each playbook. */
  readonly odds: Lookup<Odds>;
}

/** The sets of words that an index has, by their place in its table. */
export const wordSets = { concepts: 0, vocabulary: 1, words: 2, common: 3 } as const;

/** Stands for the playbooks that are not loaded, so that a word is not worthless in a catalog of one. */
const backgroundPlaybooks = 20;
/** A concept says more than the word that led to it. */
const conceptFactor = 1.5;

/** Opens the index of a catalog; what belongs to a feature is worked out when a question has it. */
export function openExamples({ entries }: Catalog, compiled: CompiledIndex, words: WordTable): ExampleIndex {
  const { sizes, features, pieces } = compiled;
  const owners = ownersOf(sizes);
  const postings = openPostings(features);
  const piecePostings = openPostings(pieces);
  const holders = countHolders(postings, owners, sizes.length);
  return {
    concepts: openConcepts(compiled.concepts, words.setAt(wordSets.concepts)),
    vocabulary: words.vocabularyAt(wordSets.vocabulary),
    playbooks: entries.map(({ playbook }, at) => ({
      name: playbook.metadata.name,
      playbook,
      profile: openProfile(holders, at, sizes[at] ?? 0),
    })),
    examples: owners.map((playbook, at) => ({
      playbook,
      length: features.lengths[at] ?? 0,
      pieceLength: pieces.lengths[at] ?? 0,
    })),
    postings,
    piecePostings,
    weights: openWeights(postings, owners, sizes.length),
    pieceWeights: openWeights(piecePostings, owners, sizes.length),
    odds: openOdds(holders, sizes),
  };
}

/** The playbook of each example. */
export function ownersOf(sizes: readonly number[]): readonly number[] {
  return sizes.flatMap((size, playbook) => Array.from({ length: size }, () => playbook));
}

/** How many examples of each playbook have a feature. */
function countHolders(
  postings: Lookup<readonly number[]>,
  owners: readonly number[],
  playbooks: number,
): Lookup<readonly number[]> {
  return rememberLookup((feature) => {
    const examples = postings.get(feature);
    if (examples === undefined) return;
    const counts = Array.from({ length: playbooks }, () => 0);
    for (const example of examples) {
      const playbook = owners[example] ?? 0;
      counts[playbook] = (counts[playbook] ?? 0) + 1;
    }
    return counts;
  });
}

/** Features of few playbooks tell more. */
export function openWeights(
  postings: Lookup<readonly number[]>,
  owners: readonly number[],
  playbooks: number,
): Lookup<number> {
  const total = playbooks + backgroundPlaybooks;
  return rememberLookup((feature) => {
    const examples = postings.get(feature);
    if (examples === undefined) return;
    const count = countOwners(examples, owners);
    return Math.log(1 + total / count) * (feature.startsWith('#') ? conceptFactor : 1);
  });
}

/** Of ascending examples; those of a playbook follow one another. */
function countOwners(examples: readonly number[], owners: readonly number[]): number {
  let count = 0;
  let last = -1;
  for (const example of examples) {
    const owner = owners[example] ?? 0;
    if (owner !== last) count += 1;
    last = owner;
  }
  return count;
}

function openProfile(holders: Lookup<readonly number[]>, playbook: number, size: number): Lookup<number> {
  return {
    get(feature) {
      const count = holders.get(feature)?.[playbook] ?? 0;
      return count === 0 ? undefined : count / size;
    },
  };
}

/** The length of a vector of features, each counted once. */
export function lengthOf(features: readonly string[], weights: Lookup<number>): number {
  return Math.sqrt(features.reduce((sum, feature) => sum + weightOf(feature, weights) ** 2, 0));
}

/** How much a feature tells; an unknown one tells that something else is meant. */
export function weightOf(feature: string, weights: Lookup<number>): number {
  return weights.get(feature) ?? Math.log(1 + backgroundPlaybooks);
}
