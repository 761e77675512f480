import { lexicon } from './lexicon/index.ts';
import type { Lookup } from './postings.ts';
import type { WordSet } from './spelling.ts';
import { foldCase, stem } from './words.ts';

/** The lexicon made ready for look-up. */
export interface ConceptIndex {
  /** First stem of a phrase to the phrases that start so, longest first. */
  readonly phrases: Lookup<readonly Phrase[]>;
  /** First two letters to beginnings of words. */
  readonly prefixes: Lookup<readonly Prefix[]>;
  /** Parts of texts that are written without spaces. */
  readonly runs: readonly Prefix[];
  /** Every single word of the lexicon, for the correction of typing errors. */
  readonly words: WordSet;
}

/** The same with all that is in it. */
export interface WholeConceptIndex extends ConceptIndex {
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  readonly prefixes: ReadonlyMap<string, readonly Prefix[]>;
  readonly words: ReadonlySet<string>;
  /** The words of its phrases: right as they are, though none says anything alone. */
  readonly parts: ReadonlySet<string>;
}

/** Words that must follow one another. */
export interface Phrase {
  readonly stems: readonly string[];
  readonly concept: string;
}

/** A text that is looked for within a word. */
export interface Prefix {
  readonly text: string;
  readonly concept: string;
}

const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** What the beginnings of words are looked up by. */
function prefixKey(word: string): string {
  return word.slice(0, 2);
}

/** Builds the index. */
export function indexConcepts(): WholeConceptIndex {
  const phrases = new Map<string, Phrase[]>();
  const prefixes = new Map<string, Prefix[]>();
  const runs: Prefix[] = [];
  const words = new Set<string>();
  const phraseWords = new Set<string>();
  for (const [concept, forms] of Object.entries(lexicon)) {
    for (const form of forms.split(',').map((part) => foldCase(part.trim().replace(/\s+/g, ' ')))) {
      if (unspaced.test(form)) runs.push({ text: form, concept });
      else if (/^[^ ]+\*$/.test(form)) push(prefixes, prefixKey(form), { text: form.slice(0, -1), concept });
      else {
        addPhrase(form, concept, phrases, words);
        for (const part of splitForm(form)) phraseWords.add(part);
      }
    }
  }
  for (const list of phrases.values()) list.sort((left, right) => right.stems.length - left.stems.length);
  return { phrases, prefixes, runs, words, parts: phraseWords };
}

function addPhrase(form: string, concept: string, phrases: Map<string, Phrase[]>, words: Set<string>): void {
  const parts = splitForm(form).filter((part) => part !== '*');
  const [first] = parts;
  if (first === undefined) return;
  push(phrases, stem(first), { stems: parts.map(stem), concept });
  if (parts.length === 1) words.add(first);
}

function splitForm(form: string): readonly string[] {
  return form
    .split(/[^\p{L}\p{N}%*.:/_'-]+/u)
    .flatMap((part) => part.split(/'/))
    .filter((part) => part !== '');
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** A word of a text, as written and without its ending. */
export interface StemmedWord {
  readonly word: string;
  readonly stem: string;
}

/** The concepts that a text speaks of. `words` are its words, in order, as `splitWords` gives them. */
export function findConcepts(text: string, words: readonly StemmedWord[], index: ConceptIndex): ReadonlySet<string> {
  const found = new Set<string>();
  words.forEach(({ word, stem: first }, at) => {
    for (const phrase of index.phrases.get(first) ?? []) {
      if (phrase.stems.every((part, offset) => words[at + offset]?.stem === part)) found.add(phrase.concept);
    }
    for (const { text: start, concept } of index.prefixes.get(prefixKey(word)) ?? []) {
      if (word.startsWith(start)) found.add(concept);
    }
  });
  if (unspaced.test(text)) {
    for (const run of index.runs) if (text.includes(run.text)) found.add(run.concept);
  }
  return found;
}
