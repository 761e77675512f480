import { existsSync } from 'node:fs';
import { type Erasure, eraseSubject, type RecordContext } from '@cloudops/audit';
import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { notFound } from '../lookup.ts';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import { confirm } from './confirm.ts';
import type { OpenLog } from './open-log.ts';
import { wrapLines } from './wrap-lines.ts';

/** What was erased, and what was not. */
export interface Erased extends Extract<Erasure, { kind: 'erased' }> {
  /** What else on this machine may name the subject; to be searched and deleted by hand. */
  readonly not_reached: readonly string[];
}

/** Whom to erase. */
export interface EraseRequest {
  readonly subject: string;
  /** Erases without asking. */
  readonly force: boolean;
  readonly context: RecordContext;
  /** Files and folders of this machine that hold questions, evidence and costs in clear. */
  readonly elsewhere: readonly string[];
}

/**
 * Erases a subject once its name was typed, or with `force`.
 * @throws CloudOpsError `NOT_FOUND`, `CONFIRMATION_MISSING`, those of the log.
 */
export async function eraseConfirmed({ log, keys }: OpenLog, request: EraseRequest): Promise<Erased> {
  const { subject, force, context, elsewhere } = request;
  if (keys.find(subject) === null) throw await unknown(log, subject);
  await confirm({ name: subject, force, refusal: 'was not erased', command: 'cloudops audit erase SUBJECT --force' });
  const erasure = await eraseSubject(log, keys, { subject, context });
  if (erasure.kind === 'unknown-subject') throw await unknown(log, subject);
  return { ...erasure, not_reached: elsewhere.filter((path) => existsSync(path)) };
}

async function unknown(log: OpenLog['log'], subject: string): Promise<CloudOpsError> {
  const inClear = await log.read({ user: subject, last: 1 });
  if (inClear.length === 0) {
    return notFound({ what: 'person in the log', wanted: subject, names: [], list: 'cloudops audit stats' });
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
    const columns = (['pseudonym', 'records', 'in_clear', 'not_reached'] as const).map((key) => ({
      header: key.toUpperCase(),
      value: (row: Erased) => (key === 'not_reached' ? row[key].join(' ') : String(row[key])),
    }));
    return renderListing({ name: 'erasure', rows: [erasure], columns, empty: '' }, form, screen);
  }
  return `${wrapLines(describe(erasure), screen)}\n`;
}

function describe({ pseudonym, records, in_clear, not_reached }: Erased): readonly string[] {
  const paths = not_reached.map((path) => `  ${escapeForTerminal(path, { maximum: 2000 })}`);
  return [
    `Erased: ${records} records show ${pseudonym} from now on. The log keeps every byte and still verifies.`,
    ...(in_clear === 0
      ? []
      : [`NOT erased: ${in_clear} records that an older version wrote in clear; they name the subject still.`]),
    ...(paths.length === 0
      ? []
      : ['NOT erased: questions in words, what was read, costs by user. Search here:', ...paths]),
    'Backups of the key folder and exports made with --personal must be erased too.',
  ];
}
