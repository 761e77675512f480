import type { AuditRecord } from '@cloudops/spec';
import type { LoggedRecord } from '../log/audit-log.ts';
import { toCloudEvent } from './cloud-event.ts';
import { csvHeader, toCsvLine } from './csv.ts';
import { toOcsfEvent } from './ocsf.ts';

/** The forms of an export. */
export type ExportForm = 'jsonl' | 'csv' | 'ocsf' | 'cloudevents';

/** The forms of an export, as a list. */
export const exportForms: readonly ExportForm[] = ['jsonl', 'csv', 'ocsf', 'cloudevents'];

/** What an export says of where it comes from. */
export interface ExportOptions {
  readonly form: ExportForm;
  /** The log's name. */
  readonly origin: string;
}

/**
 * Records as lines for other tools, each with its line end: `jsonl` is the record itself, `csv` (RFC 4180, safe to open
 * in a spreadsheet), `ocsf` one API Activity event of OCSF 1.8.0, `cloudevents` one CloudEvents 1.0 event in JSON. These
 * are copies: what proves something is the log, its tiles and its archives.
 */
export async function* exportRecords(
  records: AsyncIterable<LoggedRecord>,
  { form, origin }: ExportOptions,
): AsyncGenerator<string> {
  if (form === 'csv') yield csvHeader;
  for await (const { index, record } of records) yield toLine(record, { form, origin, index });
}

function toLine(record: AuditRecord, { form, origin, index }: ExportOptions & { readonly index: number }): string {
  switch (form) {
    case 'jsonl':
      return `${JSON.stringify(record)}\n`;
    case 'csv':
      return toCsvLine(record, index);
    case 'ocsf':
      return `${JSON.stringify(toOcsfEvent(record, { index, origin }))}\n`;
    case 'cloudevents':
      return `${JSON.stringify(toCloudEvent(record, { index, origin }))}\n`;
  }
}
