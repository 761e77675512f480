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
  if (vocabulary === null || names.has(word) || !isCorrectable(word) || isKnown(word, vocabulary.known)) return word;
  const allowed = word.length >= 8 ? 2 : 1;
  let best = word;
  let bestDistance = allowed + 1;
  for (let length = word.length - allowed; length <= word.length + allowed; length += 1) {
    for (const known of vocabulary.byLength.get(length) ?? []) {
      // Few people mistype the first letter: `teach` is no `reach`. Names of four letters are one letter away from many words.
      if (known[0] !== word[0] && !isSwap(word, known)) continue;
      if (word.length <= 4 && !isSwap(word, known)) continue;
      const edits = isSwap(word, known) ? 0.5 : distance(word, known);
      if (edits < bestDistance) [best, bestDistance] = [known, edits];
    }
  }
  return best;
}

/** Known itself, or as the form that an English ending was put to: `deleting` of `delete`. */
function isKnown(word: string, known: WordSet): boolean {
  if (known.has(word)) return true;
  const bare = /^([a-z]{4,}?)(?:ing|ed|es|s|er|ers)$/.exec(word)?.[1];
  return bare !== undefined && (known.has(bare) || known.has(`${bare}e`));
}

/** Two neighbouring letters exchanged, the commonest typing error. */
export function isSwap(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  if (at >= left.length - 1) return false;
  return left[at] === right[at + 1] && left[at + 1] === right[at] && left.slice(at + 2) === right.slice(at + 2);
}

/** `clse`, `scle`: a verb of five letters that lacks one; shorter words than these are one letter away from too many. */
export function missingLetter(word: string, { known, byLength }: Vocabulary): string | null {
  if (word.length !== 4 || known.has(word)) return null;
  const found = (byLength.get(5) ?? []).filter((verb) =>
    [1, 2, 3, 4].some((at) => verb.slice(0, at) + verb.slice(at + 1) === word),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}
