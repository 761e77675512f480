import type { Catalog } from '@cloudops/spec';
import { compileIndex } from './compile-index.ts';
import { type CompiledIndex, type CompiledSource, findCompiled } from './compiled-index.ts';
import { type ExampleIndex, openExamples, wordSets } from './example-index.ts';
import { isWrite, type KnownPlaybook, openVerbs } from './known-playbook.ts';
import type { Vocabulary, WordSet } from './spelling.ts';
import { openWords } from './word-table.ts';
import { worldOf } from './worlds.ts';

/** What the local parser knows of a catalog. */
export interface ParserIndex {
  readonly catalog: Catalog;
  readonly examples: ExampleIndex;
  /** Verbs of change, for typing errors in them. */
  readonly verbs: Vocabulary;
  /** Lower-case words that are no names. */
  readonly common: WordSet;
  /** All words that a typing error may have come from. */
  readonly words: Vocabulary;
  readonly playbooks: ReadonlyMap<string, KnownPlaybook>;
}

const indexes = new WeakMap<Catalog, ParserIndex>();

/**
 * The index of a catalog, from the source if that has it, else built; made when first asked for and kept as long as the
 * catalog is: it follows from it alone.
 */
export function indexOf(catalog: Catalog, source?: CompiledSource): ParserIndex {
  const index = indexes.get(catalog) ?? openIndex(catalog, findCompiled(catalog, source) ?? compileIndex(catalog));
  indexes.set(catalog, index);
  return index;
}

/** Makes an index of plain JSON that was made for this catalog. */
function openIndex(catalog: Catalog, compiled: CompiledIndex): ParserIndex {
  const table = openWords(compiled.words);
  const words = table.vocabularyAt(wordSets.words);
  return {
    catalog,
    examples: openExamples(catalog, compiled, table),
    verbs: openVerbs(words.known),
    common: table.setAt(wordSets.common),
    words,
    playbooks: new Map(
      catalog.entries.map(({ playbook }) => [
        playbook.metadata.name,
        {
          playbook,
          world: worldOf(playbook),
          isWrite: isWrite(playbook),
          acts: new Set(compiled.acts[playbook.metadata.name]),
        },
      ]),
    ),
  };
}
