import { readFile } from 'node:fs/promises';
import type { CompiledIndex, CompiledSource } from '@cloudops/intent';
import type { Assets } from './assets.ts';

/**
 * The local parser's index of the shipped playbooks, made when the application was built; it is parsed when a question is
 * read. A file that cannot be read costs time and nothing else: the parser then builds what it holds.
 */
export async function readParserIndex({ compiledIndex }: Assets): Promise<CompiledSource> {
  const text = await readFile(compiledIndex, 'utf8').catch(() => null);
  return () => parseIndex(text);
}

function parseIndex(text: string | null): CompiledIndex | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as CompiledIndex;
  } catch {
    return null;
  }
}
