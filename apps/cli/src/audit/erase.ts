import { createInterface } from 'node:readline/promises';
import { type Erasure, eraseSubject, type RecordContext } from '@cloudops/audit';
import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { notFound } from '../lookup.ts';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { OpenLog } from './open-log.ts';

type Erased = Extract<Erasure, { kind: 'erased' }>;

/** Whom to erase. */
export interface EraseRequest {
  readonly subject: string;
  /** Erases without asking. */
  readonly force: boolean;
  readonly context: RecordContext;
}

/**
 * Erases a subject once its name was typed, or with `force`.
 * @throws CloudOpsError `NOT_FOUND`, `CONFIRMATION_MISSING`, those of the log.
 */
export async function eraseConfirmed({ log, keys }: OpenLog, request: EraseRequest): Promise<Erased> {
  const { subject, force, context } = request;
  if (keys.find(subject) === null) throw await unknown(log, subject);
  if (!force && !(await isTyped(subject))) throw notConfirmed(subject);
  const erasure = await eraseSubject(log, keys, { subject, context });
  if (erasure.kind === 'unknown-subject') throw await unknown(log, subject);
  return erasure;
}

async function isTyped(subject: string): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const shown = escapeForTerminal(subject);
    return (await terminal.question(`This cannot be undone. Type ${shown} to erase it: `)) === subject;
  } catch {
    // Ctrl-C or the end of the input.
    return false;
  } finally {
    terminal.close();
  }
}

function notConfirmed(subject: string): CloudOpsError {
  return new CloudOpsError({
    code: 'CONFIRMATION_MISSING',
    message: `${subject} was not erased: its name was not typed.`,
    nextSteps: ['Type the name when asked, at a terminal.', 'In a script: cloudops audit erase SUBJECT --force'],
  });
}

async function unknown(log: OpenLog['log'], subject: string): Promise<CloudOpsError> {
  const inClear = await log.read({ user: subject, last: 1 });
  if (inClear.length === 0) {
    return notFound({ what: 'subject with a key', wanted: subject, names: [], list: 'cloudops audit stats' });
  }
  return new CloudOpsError({
    code: 'NOT_FOUND',
    message: `There is no key of "${subject}" to destroy, though records name it: it was erased before, or they were written in clear by an older version.`,
    nextSteps: ['See them: cloudops audit list --user SUBJECT'],
  });
}

/** What an erasure did. */
export function renderErasure(erasure: Erased, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson({ erasure });
  if (form !== 'human') {
    const columns = (['pseudonym', 'records', 'in_clear'] as const).map((key) => ({
      header: key.toUpperCase(),
      value: (row: Erased) => String(row[key]),
    }));
    return renderListing({ name: 'erasure', rows: [erasure], columns, empty: '' }, form, screen);
  }
  const { pseudonym, records, in_clear } = erasure;
  const left =
    in_clear === 0
      ? ''
      : `NOT erased: ${in_clear} records that an older version wrote in clear; they name the subject still.\n`;
  return `Erased: ${records} records show ${pseudonym} from now on. The log keeps every byte and still verifies.\n${left}Backups of the key folder must be erased too.\n`;
}
