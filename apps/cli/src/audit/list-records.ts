import { type AuditLog, followRecords, type LoggedRecord, markUnknownOutcome, type RecordQuery } from '@cloudops/audit';
import { renderAuditRecords } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { systemClock } from '../composition/system-clock.ts';
import type { OutputForm } from '../output.ts';
import type { Screen } from '../screen.ts';
import { listenForInterruption } from '../signals.ts';
import { renderFollowed } from './render-followed.ts';

/** What to list, and how. */
export interface ListOptions {
  readonly query: RecordQuery;
  /** At most so many of those that are there already. */
  readonly last: number;
  readonly follow: boolean;
  readonly form: OutputForm;
  readonly screen: Screen;
  print(text: string): void;
}

/** Prints the last records that fit, oldest first, and with `follow` those that come, until it is interrupted. */
export async function listRecords(log: AuditLog, options: ListOptions): Promise<void> {
  const { query, last, follow, form, screen, print } = options;
  if (follow && form !== 'human' && form !== 'jsonl') throw endlessForm(form);
  const found: LoggedRecord[] = [];
  for await (const logged of log.records({ ...query, order: 'newest-first', limit: last })) {
    found.push(await markUnknownOutcome(log, logged));
  }
  const records = found.reverse().map(({ record }) => record);
  if (!follow || records.length > 0) print(renderAuditRecords(records, form, screen));
  if (follow) await followLog(log, options, found.at(-1)?.index ?? (await lastIndex(log)));
}

async function followLog(log: AuditLog, { query, form, screen, print }: ListOptions, after: number): Promise<void> {
  const interruption = listenForInterruption(null);
  try {
    const { signal } = interruption;
    for await (const { record } of followRecords(log, { ...query, after }, { clock: systemClock, signal })) {
      print(renderFollowed(record, form === 'jsonl' ? 'jsonl' : 'human', screen));
    }
  } finally {
    interruption.dispose();
  }
}

async function lastIndex(log: AuditLog): Promise<number> {
  for await (const { index } of log.facets({ order: 'newest-first', limit: 1 })) return index;
  return -1;
}

function endlessForm(form: OutputForm): CloudOpsError {
  return new CloudOpsError({
    code: 'OUTPUT_INVALID',
    message: `--follow has no end, and -o ${form} is one document.`,
    nextSteps: ['Follow with -o human or -o jsonl, or leave --follow out.'],
  });
}
