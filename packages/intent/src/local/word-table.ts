import { lazily } from './lazily.ts';
import { isCorrectable, type Vocabulary, type WordSet } from './spelling.ts';
import { openList, splitList } from './word-list.ts';

/** Several sets of words in one, as plain JSON. */
export interface CompiledWords {
  /** The words, sorted, with a space between two; none holds a space. */
  readonly words: string;
  /** For each word the sum of the numbers of the sets that hold it: 1, 2, 4 and so on, in the order of the sets. */
  readonly sets: readonly number[];
}

/** Sets of words, by their place. */
export interface WordTable {
  setAt(place: number): WordSet;
  vocabularyAt(place: number): Vocabulary;
}

/** Makes one table of some sets. */
export function compileWords(sets: readonly ReadonlySet<string>[]): CompiledWords {
  const words = [...new Set(sets.flatMap((set) => [...set]))].sort();
  return {
    words: words.join(' '),
    sets: words.map((word) => sets.reduce((sum, set, place) => sum + (set.has(word) ? 2 ** place : 0), 0)),
  };
}

/** Opens a table. */
export function openWords({ words, sets }: CompiledWords): WordTable {
  const find = openList(words);
  const isIn = (at: number | undefined, place: number): boolean => ((sets[at ?? -1] ?? 0) & (2 ** place)) !== 0;
  const setAt = (place: number): WordSet => ({ has: (word) => isIn(find(word), place) });
  const listAt = (place: number): readonly string[] => splitList(words).filter((_, at) => isIn(at, place));
  return { setAt, vocabularyAt: (place) => toVocabulary(setAt(place), () => listAt(place)) };
}

/** Grouped by length when a word has to be corrected, which is seldom. */
function toVocabulary(known: WordSet, list: () => readonly string[]): Vocabulary {
  const byLength = lazily(() => Map.groupBy(list().filter(isCorrectable), (word) => word.length));
  return { known, byLength: { get: (length) => byLength().get(length) } };
}
