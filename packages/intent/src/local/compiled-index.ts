import { hash } from 'node:crypto';
import type { Catalog } from '@cloudops/spec';
import type { CompiledConcepts } from './compiled-concepts.ts';
import type { CompiledPostings } from './postings.ts';
import type { CompiledWords } from './word-table.ts';

/**
 * Goes up whenever the same playbooks would give another index: with its shape, and with the lexicon, the spelling or the
 * splitting of words.
 */
const indexVersion = 2;

/**
 * All that the local parser works out about a catalog, as plain JSON: what takes a quarter of a second to make takes a few
 * milliseconds to read. Made by `compileIndex`; to be kept beside the catalog, never to be written by hand.
 */
export interface CompiledIndex {
  readonly version: number;
  /** Of the catalog that it was made for: `sha256:` over its entries' names and digests. */
  readonly catalog: string;
  readonly concepts: CompiledConcepts;
  readonly words: CompiledWords;
  /** How many examples each playbook has, its title included, in the catalog's order; last, how many nothing answers. */
  readonly sizes: readonly number[];
  readonly features: CompiledPostings;
  readonly pieces: CompiledPostings;
  /** What orders a playbook takes, by its name; only those that change something are there. */
  readonly acts: Readonly<Record<string, readonly string[]>>;
}

/** Where an index may be had from. One that was made for another catalog, or by another version, is not used. */
export type CompiledSource = (catalog: Catalog) => CompiledIndex | null;

/** The two facts that tell whether an index may be used. */
export function markIndex({ entries }: Catalog): Pick<CompiledIndex, 'version' | 'catalog'> {
  const lines = entries.map(({ playbook, digest }) => `${playbook.metadata.name} ${digest}\n`);
  return { version: indexVersion, catalog: `sha256:${hash('sha256', lines.join(''))}` };
}

/** The index that a source has for exactly this catalog, made by this code; else null. */
export function findCompiled(catalog: Catalog, source: CompiledSource | undefined): CompiledIndex | null {
  const compiled = source?.(catalog) ?? null;
  if (compiled === null) return null;
  const mark = markIndex(catalog);
  return compiled.version === mark.version && compiled.catalog === mark.catalog ? compiled : null;
}
