import { lazily } from './lazily.ts';

/** Where a word stands in a sorted list; undefined when it does not. */
export type FindPlace = (word: string) => number | undefined;

/** The words of a text that are sorted by code unit, with a space between two. */
export function splitList(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

/** Looks words up in such a text, which is split for the first of them: no table of thousands of words for the few of a question. */
export function openList(text: string): FindPlace {
  const words = lazily(() => splitList(text));
  return (word) => findPlace(words(), word);
}

function findPlace(words: readonly string[], word: string): number | undefined {
  let low = 0;
  let high = words.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const there = words[middle] ?? '';
    if (there === word) return middle;
    if (there < word) low = middle + 1;
    else high = middle - 1;
  }
  return;
}
