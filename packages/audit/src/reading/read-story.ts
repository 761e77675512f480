import type { AuditRecord } from '@cloudops/spec';
import type { AuditLog, LoggedRecord, RecordFilters } from '../log/audit-log.ts';
import { type Story, tellStory } from './story.ts';

/** What the log has of a run or a record. */
export type StoryLookup =
  | { readonly kind: 'found'; readonly story: Story; readonly records: readonly AuditRecord[] }
  | { readonly kind: 'absent' };

/** A question has a handful of records: more is a circle, which only an altered log can hold. */
const mostRecords = 200;

/**
 * Everything that belongs to a run or a record: the records of the run, what they follow up to the question, and what
 * follows them. Reads by index, however long the log is.
 * @param id `run_…` or `aud_…`.
 */
export async function readStory(log: Pick<AuditLog, 'records'>, id: string): Promise<StoryLookup> {
  const found = new Map<string, LoggedRecord>();
  await add(log, found, id.startsWith('run_') ? { run_id: id } : { audit_id: id });
  let waiting = [...found.values()];
  while (waiting.length > 0 && found.size < mostRecords) {
    const known = found.size;
    for (const { record } of waiting) await addNeighbours(log, found, record);
    waiting = [...found.values()].slice(known);
  }
  const sorted = [...found.values()].sort((left, right) => left.index - right.index).map(({ record }) => record);
  const [first, ...rest] = sorted;
  return first === undefined
    ? { kind: 'absent' }
    : { kind: 'found', story: tellStory([first, ...rest]), records: sorted };
}

async function addNeighbours(
  log: Pick<AuditLog, 'records'>,
  found: Map<string, LoggedRecord>,
  { audit_id, parent, action }: AuditRecord,
): Promise<void> {
  if (parent !== null) await add(log, found, { audit_id: parent });
  if (action.run_id !== null) await add(log, found, { run_id: action.run_id });
  await add(log, found, { parent: audit_id });
}

async function add(
  log: Pick<AuditLog, 'records'>,
  found: Map<string, LoggedRecord>,
  filters: RecordFilters,
): Promise<void> {
  for await (const logged of log.records({ filters, limit: mostRecords })) found.set(logged.record.audit_id, logged);
}
