import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CompiledIndex, type CompiledSource, compileIndex } from '@cloudops/intent';
import type { Catalog } from '@cloudops/spec';
import { z } from 'zod';

/** What is kept; the index itself is checked by who uses it. */
const keptSchema = z.object({ key: z.string(), index: z.looseObject({ version: z.number() }) });

/** Where an index of other playbooks than the shipped ones is kept. */
export interface KeptIndex {
  /** The shipped index: whatever was kept beside another one is made anew. */
  readonly shippedFile: string;
  /** In the user's cache. */
  readonly file: string;
}

/**
 * An index of playbooks that are not all shipped, made once and kept: making it takes longer than all else of a start. What
 * cannot be kept is made again next time.
 */
export function keepIndex(shipped: CompiledSource, { shippedFile, file }: KeptIndex): CompiledSource {
  return (catalog) => {
    if (catalog.entries.every(({ origin }) => origin === 'shipped')) return shipped(catalog);
    const key = keyOf(catalog, shippedFile);
    if (key === null) return null;
    return read(file, key) ?? write(file, key, compileIndex(catalog));
  };
}

/** Null where the application's own file is not there: then nothing tells one version from the next. */
function keyOf({ entries }: Catalog, shippedFile: string): string | null {
  const shipped = statSync(shippedFile, { throwIfNoEntry: false });
  if (shipped === undefined) return null;
  const lines = entries.map(({ playbook, digest }) => `${playbook.metadata.name} ${digest}\n`);
  return createHash('sha256')
    .update(`${shipped.mtimeMs} ${shipped.size}\n${lines.join('')}`)
    .digest('hex');
}

function read(file: string, key: string): CompiledIndex | null {
  try {
    const kept = keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return kept.key === key ? (kept.index as unknown as CompiledIndex) : null;
  } catch {
    return null;
  }
}

function write(file: string, key: string, index: CompiledIndex): CompiledIndex {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(unfinished, JSON.stringify({ key, index }), { mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    // A cache that cannot be written costs time and nothing else.
  }
  return index;
}
