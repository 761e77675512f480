import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CloudOpsError, type IntentOutcome } from '@cloudops/spec';
import { z } from 'zod';
import { toIntentJson } from './intent-view.ts';

/** Reads one question. */
export type ReadQuestion = (question: string) => Promise<IntentOutcome>;

/** One line of answers. */
export interface IntentLine {
  readonly text: string;
  /** The number of a line that could not be read; null when it was. */
  readonly bad: number | null;
}

const lineSchema = z.object({ id: z.union([z.string(), z.number()]), question: z.string() });

/**
 * Reads the questions of a JSON Lines file, `{"id","question"}` each, and gives one line of JSON for each in the same
 * order. A line that cannot be read gives a line that says so; empty lines give none.
 * @throws CloudOpsError `FILE_UNREADABLE`.
 */
export async function* readIntentFile(file: string, read: ReadQuestion): AsyncGenerator<IntentLine> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const line of lines) {
      number += 1;
      if (line.trim() !== '') yield await readLine(line, number, read);
    }
  } catch (cause) {
    throw unreadable(file, cause);
  } finally {
    lines.close();
  }
}

async function readLine(line: string, number: number, read: ReadQuestion): Promise<IntentLine> {
  const given = parseLine(line);
  if (typeof given === 'string') return badLine(number, null, 'LINE_INVALID', given);
  try {
    const outcome = await read(given.question);
    return { text: JSON.stringify({ id: given.id, ...toIntentJson(outcome) }), bad: null };
  } catch (error) {
    if (!CloudOpsError.isInstance(error)) throw error;
    return badLine(number, given.id, error.code, error.message);
  }
}

/** The line's values, or what is wrong with it. */
function parseLine(line: string): z.infer<typeof lineSchema> | string {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, ''));
  } catch (error) {
    return `is no JSON: ${(error as Error).message.slice(0, 200)}`;
  }
  const checked = lineSchema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  return `must be {"id": …, "question": "…"}: ${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'wrong'}`;
}

function badLine(number: number, id: string | number | null, code: string, message: string): IntentLine {
  const error = { code, message, line: number };
  return { text: JSON.stringify({ id, outcome: 'error', playbook: null, error }), bad: number };
}

function unreadable(file: string, cause: unknown): CloudOpsError {
  if (CloudOpsError.isInstance(cause)) return cause;
  return new CloudOpsError({
    code: 'FILE_UNREADABLE',
    message: `${file} cannot be read: ${(cause as Error).message}`,
    nextSteps: ['Give a file of JSON lines, each {"id": "1", "question": "why is cpu high?"}.'],
    cause,
  });
}
