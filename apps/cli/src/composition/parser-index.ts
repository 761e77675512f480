import { readFile } from 'node:fs/promises';
import type { CompiledIndex, CompiledSource } from '@cloudops/intent';
import type { Paths } from '../configuration/paths.ts';
import type { Assets } from './assets.ts';
import { keepIndex } from './kept-index.ts';

/**
 * The local parser's index of the shipped playbooks, made when the application was built; it is parsed when a question is
 * read. A file that cannot be read costs time and nothing else: the parser then builds what it holds.
 * @param paths where an index of further playbooks is kept; without it the parser builds that each time.
 */
export async function readParserIndex(
  { compiledIndex }: Pick<Assets, 'compiledIndex'>,
  paths?: Pick<Paths, 'parserIndex'>,
): Promise<CompiledSource> {
  const text = await readFile(compiledIndex, 'utf8').catch(() => null);
  const shipped = (): CompiledIndex | null => parseIndex(text);
  return paths === undefined ? shipped : keepIndex(shipped, { shippedFile: compiledIndex, file: paths.parserIndex });
}

function parseIndex(text: string | null): CompiledIndex | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as CompiledIndex;
  } catch {
    return null;
  }
}
