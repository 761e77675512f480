import { distance } from 'fastest-levenshtein';

/** Words that can be asked for, and not listed. */
export type WordSet = Pick<ReadonlySet<string>, 'has'>;

/** Known words by length, for the correction of typing errors. */
export interface Vocabulary {
  readonly known: WordSet;
  /** Sorted; only words that a correction may lead to. */
  readonly byLength: Pick<ReadonlyMap<number, readonly string[]>, 'get'>;
}

/** Makes a vocabulary; order does not matter. */
export function createVocabulary(words: Iterable<string>): Vocabulary {
  const known = new Set(words);
  const byLength = new Map<number, string[]>();
  for (const word of [...known].sort()) {
    if (!isCorrectable(word)) continue;
    const list = byLength.get(word.length);
    if (list === undefined) byLength.set(word.length, [word]);
    else list.push(word);
  }
  return { known, byLength };
}

/** Whether a word can be a typing error, or what one was meant to be: plain letters, at least three. */
export function isCorrectable(word: string): boolean {
  return /^[a-z]{3,}$/.test(word);
}

/** What a word is corrected with. */
export interface SpellingOptions {
  readonly vocabulary: Vocabulary | null;
  readonly names: ReadonlySet<string>;
}

/** A known word within one typing error (two in long words); else the word itself. Names are never touched. */
export function correctWord(word: string, { vocabulary, names }: SpellingOptions): string {
  if (vocabulary === null || names.has(word) || !isCorrectable(word) || vocabulary.known.has(word)) return word;
  const allowed = word.length >= 8 ? 2 : 1;
  let best = word;
  let bestDistance = allowed + 1;
  for (let length = word.length - allowed; length <= word.length + allowed; length += 1) {
    for (const known of vocabulary.byLength.get(length) ?? []) {
      // Few people mistype the first letter, and names of four letters are one letter away from many words.
      if (known[0] !== word[0] && (word.length < 5 || known[1] !== word[1])) continue;
      if (word.length <= 4 && !isSwap(word, known)) continue;
      const edits = isSwap(word, known) ? 0.5 : distance(word, known);
      if (edits < bestDistance) [best, bestDistance] = [known, edits];
    }
  }
  return best;
}

/** Two neighbouring letters exchanged, the commonest typing error. */
function isSwap(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  if (at >= left.length - 1) return false;
  return left[at] === right[at + 1] && left[at + 1] === right[at] && left.slice(at + 2) === right.slice(at + 2);
}
