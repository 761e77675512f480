import type { Catalog, Playbook } from '@cloudops/spec';
import { findSpeechAct } from '../change/find-order.ts';
import { mistypedVerbs } from '../change/verbs.ts';
import { tradeWords } from '../slots/trade-words.ts';
import { compileConcepts } from './compiled-concepts.ts';
import { type CompiledIndex, markIndex } from './compiled-index.ts';
import { indexConcepts } from './concepts.ts';
import { lengthOf, openWeights, ownersOf } from './example-index.ts';
import { actKey, isWrite, openVerbs } from './known-playbook.ts';
import { outside } from './lexicon/outside.ts';
import { type CompiledPostings, compilePostings, openPostings } from './postings.ts';
import { scopeWords } from './scope.ts';
import { createVocabulary, type Vocabulary } from './spelling.ts';
import { findTopic, type WordFacts } from './topic.ts';
import { compileWords } from './word-table.ts';
import { foldCase, splitWords } from './words.ts';

/**
 * Works out all that the local parser knows of a catalog: once at build time, say, for every start to come. The same
 * catalog gives the same bytes.
 */
export function compileIndex(catalog: Catalog): CompiledIndex {
  const playbooks = catalog.entries.map(({ playbook }) => playbook);
  const concepts = indexConcepts();
  const texts = [...playbooks.map(({ metadata }) => [...metadata.examples, metadata.title]), outside];
  const examples = playbooks.flatMap(({ metadata }) =>
    metadata.examples.map((text) => ({ text, words: splitWords(text) })),
  );
  const titles = playbooks.map(({ metadata }) => splitWords(metadata.title));
  const vocabulary = new Set([
    ...concepts.words,
    ...concepts.parts,
    ...repeatedWords([...examples.map(({ words }) => words), ...titles]),
    ...outside.flatMap(splitWords),
  ]);
  const memo = new Map<string, WordFacts>();
  const options = {
    concepts,
    vocabulary: createVocabulary(vocabulary),
    environments: [],
    names: new Set<string>(),
    memo,
  };
  const topics = texts.flat().map((text) => findTopic(text, options));
  const prose = [...titles.flat(), ...playbooks.flatMap(({ metadata }) => splitWords(metadata.description))];
  const words = new Set([...vocabulary, ...prose, ...scopeWords, ...tradeWords]);
  const common = new Set([...concepts.words, ...prose, ...mistypedVerbs, ...spokenWords(examples)]);
  const sizes = texts.map((list) => list.length);
  return {
    ...markIndex(catalog),
    concepts: compileConcepts(concepts),
    words: compileWords([concepts.words, vocabulary, words, common]),
    sizes,
    features: compileVectors(
      topics.map((topic) => topic.features),
      sizes,
    ),
    pieces: compileVectors(
      topics.map((topic) => topic.pieces),
      sizes,
    ),
    acts: compileActs(playbooks, openVerbs(words)),
  };
}

function compileVectors(lists: readonly (readonly string[])[], sizes: readonly number[]): CompiledPostings {
  const postings = compilePostings(lists);
  const weights = openWeights(openPostings(postings), ownersOf(sizes), sizes.length);
  return { ...postings, lengths: lists.map((features) => lengthOf(features, weights)) };
}

/** Words of at least two examples: a typing error that an author made on purpose is not to be learnt. */
function repeatedWords(lists: readonly (readonly string[])[]): readonly string[] {
  const once = new Set<string>();
  const twice = new Set<string>();
  for (const words of lists) {
    for (const word of new Set(words)) (once.has(word) ? twice : once).add(word);
  }
  return [...twice];
}

interface SplitText {
  readonly text: string;
  readonly words: readonly string[];
}

/** Plain words of the examples, but for those that stand where a name is stated, or once only as a name may. */
function spokenWords(examples: readonly SplitText[]): readonly string[] {
  const stated =
    /(?:namespace|deployment|statefulset|daemonset|deploy|sts|ds|container|ns|-n|service|svc|team)[ /]([a-z0-9-]+)/g;
  const all = repeatedWords(examples.map(({ words }) => words));
  const names = new Set(examples.flatMap(({ text }) => [...foldCase(text).matchAll(stated)].map((match) => match[1])));
  return all.filter((word) => /^\p{L}+$/u.test(word) && !names.has(word));
}

function compileActs(playbooks: readonly Playbook[], verbs: Vocabulary): CompiledIndex['acts'] {
  return Object.fromEntries(
    playbooks.filter(isWrite).map((playbook) => [playbook.metadata.name, actsOf(playbook, verbs)]),
  );
}

/** What destroys is offered only by a playbook that says of itself that it deletes. */
function actsOf(playbook: Playbook, verbs: Vocabulary): readonly string[] {
  const acts = playbook.metadata.examples.flatMap((example) => {
    const { order } = findSpeechAct(example, verbs);
    return order === null ? [] : [actKey(order)];
  });
  return [...new Set(acts)].filter((act) => act !== 'destroy' || playbook.metadata.risk === 'delete').sort();
}
