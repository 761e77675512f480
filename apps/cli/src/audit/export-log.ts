import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import {
  createCommandRecord,
  type ExportForm,
  exportRecords,
  exportTiles,
  type LoggedRecord,
  type RecordContext,
  type RecordQuery,
} from '@cloudops/audit';
import { CloudOpsError } from '@cloudops/spec';
import { showControls } from '../visible-controls.ts';
import type { OpenLog } from './open-log.ts';

/** The forms of an export: `tiles` is the log itself, for other people's verifiers. */
export const exportOutputs = ['jsonl', 'csv', 'ocsf', 'cloudevents', 'tiles'] as const;

/** What to export, and where to. */
export interface ExportRequest {
  readonly form: (typeof exportOutputs)[number];
  readonly query: RecordQuery;
  /** A file, or a folder for tiles; standard output without one. */
  readonly out: string | undefined;
  /** Whether people are named; a record then says that they were. */
  readonly personal: boolean;
  readonly context: RecordContext;
}

/**
 * Exports the log.
 * @returns what to tell a person about it; null where the export itself went to standard output.
 * @throws CloudOpsError `OUTPUT_INVALID`, `EXPORT_UNWRITABLE`, those of the log.
 */
export async function exportLog(open: OpenLog, request: ExportRequest): Promise<string | null> {
  const { form, out, personal } = request;
  if (form === 'tiles') return exportTileFolder(open, out);
  if (personal) await open.log.append(createCommandRecord(request.context, toFacts(form)));
  const count = await exportLines(open, { ...request, form });
  return out === undefined ? null : `Wrote ${count} records to ${out}.`;
}

function toFacts(form: string): Parameters<typeof createCommandRecord>[1] {
  return { event: 'records.exported', status: 'exported', extra: { form, personal: true } };
}

async function exportTileFolder({ stored }: OpenLog, folder: string | undefined): Promise<string> {
  if (folder === undefined) {
    throw new CloudOpsError({
      code: 'OUTPUT_INVALID',
      message: 'Tiles are many files and need a folder.',
      nextSteps: ['cloudops audit export -o tiles --out FOLDER'],
    });
  }
  const { size, files } = await exportTiles(stored, folder);
  return `Wrote ${files.length} files with ${size} records to ${folder}.`;
}

async function exportLines(
  open: OpenLog,
  { form, query, out, personal }: ExportRequest & { readonly form: ExportForm },
): Promise<number> {
  const stream = out === undefined ? process.stdout : createWriteStream(out, { flags: 'wx', mode: 0o600 });
  // Whoever listens to a failed stream only at its end would be ended by it before.
  const failure = new Promise<never>((_, reject) => stream.once('error', reject));
  failure.catch(() => undefined);
  let count = form === 'csv' ? -1 : 0;
  try {
    const records = personal ? open.log.records(query) : pseudonymous(open, query);
    for await (const line of exportRecords(records, { form, origin: open.settings.origin })) {
      count += 1;
      if (!stream.write(out === undefined ? showControls(line) : line))
        await Promise.race([once(stream, 'drain'), failure]);
    }
    if (out !== undefined) {
      stream.end();
      await Promise.race([finished(stream), failure]);
    }
  } catch (cause) {
    throw toExportError(out, cause);
  }
  return count;
}

/** As it is stored; a filter by user still takes the real id. */
function pseudonymous({ stored, keys }: OpenLog, query: RecordQuery): AsyncIterable<LoggedRecord> {
  const { user } = query.filters ?? {};
  if (user === undefined) return stored.records(query);
  const ids = [user].flat().flatMap((id) => [id, keys.find(id)?.pseudonym ?? id]);
  return stored.records({ ...query, filters: { ...query.filters, user: [...new Set(ids)] } });
}

function toExportError(out: string | undefined, cause: unknown): unknown {
  if (out === undefined || CloudOpsError.isInstance(cause)) return cause;
  return new CloudOpsError({
    code: 'EXPORT_UNWRITABLE',
    message: `The export ${out} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`,
    nextSteps: ['Name a new file in a folder that this user may write.'],
    cause,
  });
}
