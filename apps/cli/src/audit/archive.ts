import { type ArchiveVerification, type Archiving, archiveRecords, type RecordContext } from '@cloudops/audit';
import { escapeForTerminal } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import type { OpenLog } from './open-log.ts';

/** Archives what is older than a time, under the log's configured name. */
export function archiveLog(
  { log, settings }: OpenLog,
  request: { readonly before: number; readonly folder: string; readonly context: RecordContext },
): Promise<Archiving> {
  return archiveRecords(log, { ...request, origin: settings.origin });
}

/** What was archived. */
export function renderArchiving(archiving: Archiving, form: OutputForm, screen: Screen): string {
  if (form !== 'human') return renderFacts('archive', archiving, { form, screen });
  if (archiving.kind === 'nothing') return `Nothing to archive: ${archiving.why}.\n`;
  const { path, start, end, digest } = archiving;
  return `Archived records ${start} to ${end - 1}: ${shown(path)}\n${digest}\nThe log keeps them. Check the file anywhere: cloudops audit verify --archive FILE --key VERIFIER-KEY\n`;
}

/** What checking an archive found. */
export function renderArchiveVerification(found: ArchiveVerification, form: OutputForm, screen: Screen): string {
  if (form !== 'human') return renderFacts('verification', found, { form, screen });
  if (found.kind === 'broken') {
    const place = found.index === null ? '' : ` at record ${found.index}`;
    return `BROKEN${place}: ${shown(found.why)}.\n`;
  }
  const { origin, start, end, tree_size, pinned } = found;
  const key = pinned
    ? 'The key is the one you gave.'
    : 'The key is the one in the file: this shows that nothing was changed since, not who wrote it. Give --key to know.';
  return `Verified: records ${start} to ${end - 1} of ${shown(origin)}, whose log had ${tree_size}.\n${key}\n`;
}

/** A flat value in the other forms. */
function renderFacts(name: string, value: object, { form, screen }: { form: OutputForm; screen: Screen }): string {
  if (form === 'json') return renderJson({ [name]: value });
  if (form === 'jsonl') return `${JSON.stringify(value)}\n`;
  const rows = Object.entries(value).map(([fact, found]) => ({ fact, value: String(found) }));
  const columns = (['fact', 'value'] as const).map((key) => ({
    header: key.toUpperCase(),
    value: (row: (typeof rows)[number]) => row[key],
  }));
  return renderListing({ name, rows, columns, empty: '' }, form, screen);
}

function shown(text: string): string {
  return escapeForTerminal(text, { maximum: 2000 });
}
