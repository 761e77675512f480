import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { evalsError } from '../errors.ts';
import { type Question, readQuestion } from './question.ts';

/** The folder of our own labelled questions. */
export function ownQuestionsFolder(): string {
  return fileURLToPath(new URL('../../questions', import.meta.url));
}

/**
 * All questions of a folder's `.jsonl` files, in order of file name and line.
 * @throws CloudOpsError `QUESTIONS_INVALID` naming every bad line; `QUESTIONS_UNREADABLE`.
 */
export async function loadQuestionsFolder(folder: string): Promise<readonly Question[]> {
  const names = await readdir(folder).catch((error: unknown) => unreadable(folder, error));
  const files = names.filter((name) => name.endsWith('.jsonl')).sort();
  return loadQuestions(files.map((name) => join(folder, name)));
}

/**
 * All questions of some files, in order. Empty lines are passed over.
 * @throws CloudOpsError `QUESTIONS_INVALID` naming every bad line; `QUESTIONS_UNREADABLE`.
 */
export async function loadQuestions(files: readonly string[]): Promise<readonly Question[]> {
  const texts = await Promise.all(
    files.map(async (file) => ({
      file: basename(file),
      text: await readFile(file, 'utf8').catch((error: unknown) => unreadable(file, error)),
    })),
  );
  return readQuestionLines(texts);
}

/** Reads files that are in memory. @throws CloudOpsError `QUESTIONS_INVALID`. */
export function readQuestionLines(
  files: readonly { readonly file: string; readonly text: string }[],
): readonly Question[] {
  const questions = new Map<string, Question>();
  const problems: string[] = [];
  for (const { file, text } of files) {
    for (const [index, line] of text.split('\n').entries()) {
      if (line.trim() === '') continue;
      const reading = readQuestion(line);
      if (reading.kind === 'broken') problems.push(`${file}:${index + 1} ${reading.why}`);
      else if (questions.has(reading.question.id)) problems.push(`${file}:${index + 1} repeats ${reading.question.id}`);
      else questions.set(reading.question.id, reading.question);
    }
  }
  if (problems.length > 0) {
    throw evalsError('QUESTIONS_INVALID', problems.join('\n'), ['Correct these lines.']);
  }
  return [...questions.values()];
}

function unreadable(place: string, error: unknown): never {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  throw evalsError('QUESTIONS_UNREADABLE', `${place} cannot be read: ${code}`, ['Check the path given to --file.']);
}
