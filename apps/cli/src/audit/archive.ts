import {
  type ArchivedRange,
  type ArchiveVerification,
  type Archiving,
  archiveRecords,
  type Cutting,
  cutRecords,
  type RecordContext,
} from '@cloudops/audit';
import { escapeForTerminal } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';
import { confirm } from './confirm.ts';
import type { OpenLog } from './open-log.ts';
import { wrapLines } from './wrap-lines.ts';

/** What to archive, and whether the log then lets it go. */
export interface ArchiveRequest {
  /** Milliseconds since the Unix epoch. */
  readonly before: number;
  readonly folder: string;
  readonly cut: boolean;
  /** Cuts without asking. */
  readonly force: boolean;
  readonly context: RecordContext;
  /** Where the log's file is. */
  readonly path: string;
}

/** What became of it. */
export interface Archived {
  readonly archive: Archiving;
  /** Null where nothing was to be cut. */
  readonly cut: Cutting | null;
}

/**
 * Archives what is older than a time, under the log's configured name; with `cut` takes out of the log what archives hold.
 * @throws CloudOpsError `CONFIRMATION_MISSING` before anything is done, those of the log.
 */
export async function archiveLog({ log, settings }: OpenLog, request: ArchiveRequest): Promise<Archived> {
  const { cut, force, path, folder, context } = request;
  const { origin } = settings;
  const command = 'cloudops audit archive --before TIME --cut --force';
  if (cut) await confirm({ name: origin, force, refusal: 'was not cut', command });
  const archive = await archiveRecords(log, { ...request, origin });
  return { archive, cut: cut ? await cutRecords(log, { path, folder, context }) : null };
}

/** What was archived, and cut. */
export function renderArchiving({ archive, cut }: Archived, form: OutputForm, screen: Screen): string {
  if (form === 'json') return renderJson(cut === null ? { archive } : { archive, cut });
  if (form !== 'human') {
    const facts = renderFacts('archive', archive, { form, screen });
    return cut === null ? facts : `${facts}${renderFacts('cut', cut, { form, screen })}`;
  }
  return `${wrapLines([...describeArchiving(archive), ...describeCutting(cut)], screen)}\n`;
}

function describeArchiving(archive: Archiving): readonly string[] {
  if (archive.kind === 'nothing') return [`Nothing to archive: ${archive.why}.`];
  const { path, start, end, digest } = archive;
  return [
    `Archived records ${start} to ${end - 1}:`,
    `  ${shown(path)}`,
    `  ${digest}`,
    'Check the file anywhere: cloudops audit verify --archive FILE --key VERIFIER-KEY',
  ];
}

function describeCutting(cut: Cutting | null): readonly string[] {
  if (cut === null) return ['The log keeps them; --cut takes them out.'];
  if (cut.kind === 'nothing') return [`Nothing to cut: ${cut.why}.`];
  return [
    `Cut records ${cut.start} to ${cut.end - 1} from the log, which still verifies. Keep these files; nothing else has the records:`,
    ...cut.archives.flatMap(describeRange),
  ];
}

/** The file that holds a range, and its digest. */
export function describeRange(range: ArchivedRange): readonly string[] {
  return [`  audit-${range.start}-${range.end - 1}.jsonl`, `    ${shown(range.digest)}`];
}

/** What checking an archive found. */
export function renderArchiveVerification(found: ArchiveVerification, form: OutputForm, screen: Screen): string {
  if (form !== 'human') return renderFacts('verification', found, { form, screen });
  if (found.kind === 'broken') {
    const place = found.index === null ? '' : ` at record ${found.index}`;
    return `${wrapLines([`BROKEN${place}: ${shown(found.why)}.`], screen)}\n`;
  }
  const { origin, start, end, tree_size, pinned } = found;
  const key = pinned
    ? 'The key is the one you gave.'
    : 'The key is the one in the file: this shows that nothing was changed since, not who wrote it. Give --key to know.';
  const range = `Verified: records ${start} to ${end - 1} of ${shown(origin)}, whose log had ${tree_size}.`;
  return `${wrapLines([range, key], screen)}\n`;
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
