import type { Catalog, Playbook } from '@cloudops/spec';
import { type ConceptIndex, indexConcepts } from './concepts.ts';
import { cues } from './lexicon/cues.ts';
import { createVocabulary, type Vocabulary } from './spelling.ts';
import { findTopic, type Topic } from './topic.ts';
import { splitWords } from './words.ts';

/** One way people ask, as its topic. */
export interface IndexedExample {
  readonly playbook: number;
  readonly topic: Topic;
  /** Length of its feature vector and of its piece vector. */
  readonly length: number;
  readonly pieceLength: number;
}

/** What must be spoken of together. */
export interface Cue {
  readonly all: readonly string[];
  readonly none: readonly string[];
}

/** A playbook as the index sees it. */
export interface IndexedPlaybook {
  readonly name: string;
  readonly playbook: Playbook;
  readonly cues: readonly Cue[];
  /** Feature to the share of the examples that have it. */
  readonly profile: ReadonlyMap<string, number>;
}

/** Everything a question is compared with. Built once per catalog. */
export interface ExampleIndex {
  readonly concepts: ConceptIndex;
  readonly vocabulary: Vocabulary;
  readonly playbooks: readonly IndexedPlaybook[];
  readonly examples: readonly IndexedExample[];
  /** Feature to the examples that have it. */
  readonly postings: ReadonlyMap<string, readonly number[]>;
  readonly piecePostings: ReadonlyMap<string, readonly number[]>;
  readonly weights: ReadonlyMap<string, number>;
  readonly pieceWeights: ReadonlyMap<string, number>;
}

/** Stands for the playbooks that are not loaded, so that a word is not worthless in a catalog of one. */
const backgroundPlaybooks = 20;
/** A concept says more than the word that led to it. */
const conceptFactor = 1.5;

/** Builds the index of a catalog. */
export function indexExamples(catalog: Catalog): ExampleIndex {
  const concepts = indexConcepts();
  const texts = catalog.entries.map(({ playbook }) => [...playbook.metadata.examples, playbook.metadata.title]);
  const vocabulary = createVocabulary([...concepts.words, ...repeatedWords(texts.flat())]);
  const options = { concepts, vocabulary, environments: [], names: new Set<string>() };
  const topics = texts.map((list) => list.map((text) => findTopic(text, options)));
  const weights = weigh(topics.map((list) => list.map((topic) => topic.features)));
  const pieceWeights = weigh(topics.map((list) => list.map((topic) => topic.pieces)));
  const examples = topics.flatMap((list, playbook) =>
    list.map((topic) => ({
      playbook,
      topic,
      length: lengthOf(topic.features, weights),
      pieceLength: lengthOf(topic.pieces, pieceWeights),
    })),
  );
  return {
    concepts,
    vocabulary,
    playbooks: catalog.entries.map(({ playbook }, at) => ({
      name: playbook.metadata.name,
      playbook,
      cues: readCues(cues[playbook.metadata.name] ?? ''),
      profile: profileOf(topics[at] ?? []),
    })),
    examples,
    postings: post(examples.map((example) => example.topic.features)),
    piecePostings: post(examples.map((example) => example.topic.pieces)),
    weights,
    pieceWeights,
  };
}

/** Words of at least two examples: a typing error that an author made on purpose is not to be learnt. */
function repeatedWords(texts: readonly string[]): readonly string[] {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const text of texts) {
    for (const word of new Set(splitWords(text))) (once.has(word) ? twice : once).add(word);
  }
  return [...twice];
}

/** The length of a vector of features, each counted once. */
export function lengthOf(features: readonly string[], weights: ReadonlyMap<string, number>): number {
  return Math.sqrt(features.reduce((sum, feature) => sum + weightOf(feature, weights) ** 2, 0));
}

/** How much a feature tells; an unknown one tells that something else is meant. */
export function weightOf(feature: string, weights: ReadonlyMap<string, number>): number {
  return weights.get(feature) ?? Math.log(1 + backgroundPlaybooks);
}

function weigh(playbooks: readonly (readonly (readonly string[])[])[]): ReadonlyMap<string, number> {
  const holders = new Map<string, number>();
  for (const examples of playbooks) {
    for (const feature of new Set(examples.flat())) holders.set(feature, (holders.get(feature) ?? 0) + 1);
  }
  const total = playbooks.length + backgroundPlaybooks;
  return new Map(
    [...holders].map(([feature, count]) => [
      feature,
      Math.log(1 + total / count) * (feature.startsWith('#') ? conceptFactor : 1),
    ]),
  );
}

function profileOf(topics: readonly Topic[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const feature of topics.flatMap((topic) => topic.features)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return new Map([...counts].map(([feature, count]) => [feature, count / topics.length]));
}

function post(lists: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const postings = new Map<string, number[]>();
  lists.forEach((features, at) => {
    for (const feature of features) {
      const list = postings.get(feature);
      if (list === undefined) postings.set(feature, [at]);
      else list.push(at);
    }
  });
  return postings;
}

function readCues(text: string): readonly Cue[] {
  return text
    .split(',')
    .map((part) => part.trim().split(/\s+/))
    .filter(([first]) => first !== '')
    .map((words) => ({
      all: words.filter((word) => !word.startsWith('!')),
      none: words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)),
    }));
}
