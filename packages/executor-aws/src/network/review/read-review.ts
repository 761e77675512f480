import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Evidence } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { parseBaseline } from './parse-baseline.ts';
import { parseExceptions } from './parse-exceptions.ts';
import type { Baseline, Review, ReviewedException, ReviewProblem } from './review.ts';

const baselineFile = 'baseline.json';
/** A baseline of 10,000 groups is some 10 MB. */
const mostBytes = 64_000_000;
const mostProblems = 20;

/**
 * Reads the exceptions (`*.yaml`) and the baseline (`baseline.json`) of a folder. Hidden files and Markdown are left
 * alone; any other file is a problem, so that none is overlooked. With any problem nothing of the folder counts.
 * @param now milliseconds since 1970.
 * @returns absent without a folder or with an empty one.
 */
export async function readReview(folder: string | null, now: number): Promise<Evidence<Review>> {
  if (folder === null) return { status: 'absent' };
  try {
    const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && !name.endsWith('.md')).sort();
    if (names.length === 0) return { status: 'absent' };
    return await readFiles(folder, names, now);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { status: 'absent' };
    return {
      status: 'unknown',
      reason: {
        kind: 'failed',
        message: `The folder of reviewed exceptions could not be read (${codeOf(error)}).`,
        needs: 'the right to read the folder',
      },
    };
  }
}

async function readFiles(folder: string, names: readonly string[], now: number): Promise<Evidence<Review>> {
  const exceptions: ReviewedException[] = [];
  const problems: ReviewProblem[] = [];
  let baseline: Baseline | null = null;
  for (const name of names) {
    const file = printable(name, 80);
    const text = name === baselineFile || /\.ya?ml$/.test(name) ? await readText(join(folder, name)) : null;
    if (text === null) {
      const message = `only exceptions (*.yaml, at most ${mostBytes} bytes) and ${baselineFile} can stand here`;
      problems.push({ file, line: 1, message });
    } else if (name === baselineFile) {
      const reading = parseBaseline(text, file);
      if (reading.kind === 'read') baseline = reading.baseline;
      else problems.push(reading.problem);
    } else {
      const reading = parseExceptions(text, file, now);
      exceptions.push(...reading.exceptions);
      problems.push(...reading.problems);
    }
  }
  return problems.length > 0 ? broken(problems) : { status: 'present', output: { exceptions, baseline } };
}

/** Null for what is no regular file or too large. */
async function readText(path: string): Promise<string | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    return size > mostBytes ? null : await file.readFile('utf8');
  } catch (error) {
    if (codeOf(error) === 'EISDIR') return null;
    throw error;
  } finally {
    await file?.close();
  }
}

function broken(problems: readonly ReviewProblem[]): Evidence<Review> {
  const shown = problems.slice(0, mostProblems).map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : '';
  return {
    status: 'unknown',
    reason: {
      kind: 'invalid',
      message: `Reviewed exceptions were not applied: ${shown.join('; ')}${more}`,
      needs: 'files that can be read',
    },
  };
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'failed';
}
