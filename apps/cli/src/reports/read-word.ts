import { readFile } from 'node:fs/promises';
import { CloudOpsError } from '@cloudops/spec';
import type { WordSource } from '../configuration/report-settings.ts';

const longest = 8192;

/**
 * Reads a secret word, without the line end that files put after it.
 * @throws CloudOpsError `REPORT_DESTINATION_INVALID`, which names the setting and never the word.
 */
export async function readWord(
  source: WordSource,
  { setting, environment }: { readonly setting: string; readonly environment: NodeJS.ProcessEnv },
): Promise<string> {
  const place = source.file === undefined ? `the variable ${source.environment ?? ''}` : source.file;
  const text = await readRaw(source, environment).catch((error: NodeJS.ErrnoException) => {
    throw unusable(setting, `${place} cannot be read (${error.code ?? 'unknown reason'})`);
  });
  const word = text.replace(/\r?\n$/, '');
  if (word === '') throw unusable(setting, `${place} is empty`);
  // A header with a line break would be a second header.
  if (/[\u0000-\u001f\u007f]/.test(word) || word.length > longest) {
    throw unusable(setting, `${place} is not one line of text`);
  }
  return word;
}

async function readRaw({ file, environment: name }: WordSource, environment: NodeJS.ProcessEnv): Promise<string> {
  return file === undefined ? (environment[name ?? ''] ?? '') : readFile(file, 'utf8');
}

function unusable(setting: string, why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'REPORT_DESTINATION_INVALID',
    message: `${setting} cannot be had: ${why}.`,
    nextSteps: ['Put it where the configuration says that it is, alone and on one line.'],
  });
}
