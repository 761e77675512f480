import type { ConceptIndex, Phrase, Prefix, WholeConceptIndex } from './concepts.ts';
import { lazily } from './lazily.ts';
import { type Lookup, rememberLookup } from './postings.ts';
import type { WordSet } from './spelling.ts';
import { openList } from './word-list.ts';

/** Lists of lines by a word, as plain JSON. */
interface CompiledLists {
  /** Sorted, with a space between two. */
  readonly keys: string;
  /** For each key its lines, one under the other: a concept, and after a space what leads to it. */
  readonly lines: readonly string[];
}

/** The lexicon made ready for look-up, as plain JSON; its words are kept elsewhere. */
export interface CompiledConcepts {
  readonly phrases: CompiledLists;
  readonly prefixes: CompiledLists;
  readonly runs: string;
}

/** Makes plain JSON of an index. */
export function compileConcepts({ phrases, prefixes, runs }: WholeConceptIndex): CompiledConcepts {
  return {
    phrases: compileLists(phrases, ({ concept, stems }) => [concept, ...stems].join(' ')),
    prefixes: compileLists(prefixes, toLine),
    runs: runs.map(toLine).join('\n'),
  };
}

/** Makes an index of plain JSON; each entry when a text asks for it. */
export function openConcepts({ phrases, prefixes, runs }: CompiledConcepts, words: WordSet): ConceptIndex {
  const openRuns = lazily(() => splitLines(runs).map(toPrefix));
  return {
    words,
    phrases: openLists(phrases, toPhrase),
    prefixes: openLists(prefixes, toPrefix),
    get runs() {
      return openRuns();
    },
  };
}

function compileLists<Entry>(
  lists: ReadonlyMap<string, readonly Entry[]>,
  toText: (entry: Entry) => string,
): CompiledLists {
  const sorted = [...lists].sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    keys: sorted.map(([key]) => key).join(' '),
    lines: sorted.map(([, entries]) => entries.map(toText).join('\n')),
  };
}

function openLists<Entry>({ keys, lines }: CompiledLists, toEntry: (line: string) => Entry): Lookup<readonly Entry[]> {
  const find = openList(keys);
  return rememberLookup((key) => {
    const text = lines[find(key) ?? -1];
    return text === undefined ? undefined : splitLines(text).map(toEntry);
  });
}

function splitLines(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function toLine({ concept, text }: Prefix): string {
  return `${concept} ${text}`;
}

function toPrefix(line: string): Prefix {
  const at = line.indexOf(' ');
  return { concept: line.slice(0, at), text: line.slice(at + 1) };
}

function toPhrase(line: string): Phrase {
  const [concept = '', ...stems] = line.split(' ');
  return { concept, stems };
}
