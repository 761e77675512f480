import type { Catalog, Playbook } from '@cloudops/spec';
import { distance } from 'fastest-levenshtein';
import { isScopeWord } from './scope.ts';
import { isTopicWord, splitWords } from './words.ts';

/** A playbook's examples as words, with how much each word tells. */
export interface ExampleIndex {
  readonly playbooks: readonly IndexedPlaybook[];
  /** Every topic word of every example. */
  readonly vocabulary: ReadonlySet<string>;
  readonly weights: ReadonlyMap<string, number>;
}

interface IndexedPlaybook {
  readonly name: string;
  readonly examples: readonly ReadonlySet<string>[];
  /** Words of the goals: a question about this playbook has at least one. */
  readonly anchors: ReadonlySet<string>;
}

/** Stands for the playbooks that are not loaded, so that a word is not worthless in a catalog of one. */
const backgroundPlaybooks = 20;
const weightOfUnknownWord = Math.log(1 + backgroundPlaybooks);
const generic = new Set(['high', 'low', 'up', 'spike', 'public', 'what', 'changed']);

/** Builds the index. Cheap: some hundred examples take a few milliseconds. */
export function indexExamples(catalog: Catalog): ExampleIndex {
  const playbooks = catalog.entries.map(({ playbook }) => {
    const examples = [...playbook.metadata.examples, playbook.metadata.title].map(
      (example) => new Set(splitWords(example).filter(isTopicWord)),
    );
    return { name: playbook.metadata.name, examples, anchors: findAnchors(playbook, examples) };
  });
  const vocabulary = new Set(playbooks.flatMap((playbook) => playbook.examples.flatMap((example) => [...example])));
  const weights = new Map(
    [...vocabulary].map((word) => {
      const holders = playbooks.filter((playbook) => playbook.examples.some((example) => example.has(word))).length;
      return [word, Math.log(1 + (playbooks.length + backgroundPlaybooks) / holders)];
    }),
  );
  return { playbooks, vocabulary, weights };
}

/** The goal's own words, and what two in five of the examples say. */
function findAnchors(playbook: Playbook, examples: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const goals = playbook.triggers.flatMap((trigger) => (trigger.goal ?? '').split('-')).filter((word) => word !== '');
  const common = [...new Set(examples.flatMap((example) => [...example]))].filter(
    (word) => examples.filter((example) => example.has(word)).length >= Math.max(2, 0.4 * examples.length),
  );
  return new Set([...goals, ...common].filter((word) => !generic.has(word) && !isScopeWord(word, [])));
}

/** How well a question fits one playbook. */
export interface Likeness {
  readonly playbook: string;
  /** 0 to 1. */
  readonly score: number;
  /** Whether a word of the goal is in the question. */
  readonly anchored: boolean;
}

/** All playbooks, most alike first; ties by name. */
export function rankPlaybooks(words: readonly string[], index: ExampleIndex): readonly Likeness[] {
  const topic = [...new Set(words.filter(isTopicWord).map((word) => correct(word, index.vocabulary)))];
  return index.playbooks
    .map((playbook) => {
      const best = Math.max(0, ...playbook.examples.map((example) => cosine(topic, example, index.weights)));
      return { playbook: playbook.name, score: best, anchored: topic.some((word) => playbook.anchors.has(word)) };
    })
    .sort((left, right) => right.score - left.score || (left.playbook < right.playbook ? -1 : 1));
}

/** A known word within one typo (two in long words); else the word itself. */
function correct(word: string, vocabulary: ReadonlySet<string>): string {
  if (vocabulary.has(word) || word.length < 3) return word;
  const allowed = word.length >= 8 ? 2 : 1;
  let best = word;
  let bestDistance = allowed + 1;
  for (const known of vocabulary) {
    if (Math.abs(known.length - word.length) > allowed || known.length < 3) continue;
    const edits = isSwap(word, known) ? 1 : distance(word, known);
    if (edits < bestDistance || (edits === bestDistance && known < best)) {
      best = known;
      bestDistance = edits;
    }
  }
  return bestDistance <= allowed ? best : word;
}

/** Two neighbouring letters exchanged, the commonest typo, counts as one. */
function isSwap(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  const at = [...left].findIndex((letter, position) => letter !== right[position]);
  return (
    at >= 0 && left[at] === right[at + 1] && left[at + 1] === right[at] && left.slice(at + 2) === right.slice(at + 2)
  );
}

function cosine(topic: readonly string[], example: ReadonlySet<string>, weights: ReadonlyMap<string, number>): number {
  const weigh = (word: string): number => weights.get(word) ?? weightOfUnknownWord;
  const square = (words: Iterable<string>): number => [...words].reduce((sum, word) => sum + weigh(word) ** 2, 0);
  const shared = square(topic.filter((word) => example.has(word)));
  return shared === 0 ? 0 : shared / Math.sqrt(square(topic) * square(example));
}
