import { type AuditLog, readStory, type Story } from '@cloudops/audit';
import { createReport } from '@cloudops/report';
import { type AuditRecord, CloudOpsError } from '@cloudops/spec';
import type { Paths } from '../configuration/paths.ts';
import { notFound } from '../lookup.ts';
import { withJournal } from '../state.ts';

/** A story with what the journal adds: words and findings, which the log does not keep. */
export interface ToldStory {
  readonly story: Story;
  readonly records: readonly AuditRecord[];
  /** Null where the journal has no such run, or cannot be read. */
  readonly question: string | null;
  /** Titles of the causes that were found, ranked. */
  readonly found: readonly string[];
}

/** Everything about a run or a record. @throws CloudOpsError `NOT_FOUND`. */
export async function findStory(log: AuditLog, paths: Paths, id: string): Promise<ToldStory> {
  const told = await readStory(log, id);
  if (told.kind === 'absent') {
    throw notFound({ what: 'audit record', wanted: id, names: [], list: 'cloudops audit list' });
  }
  const { story, records } = told;
  return { story, records, ...(await readJournal(paths, story.run_id)) };
}

/** The journal is no evidence: without it the story is shorter, not wrong. */
async function readJournal(paths: Paths, runId: string | null): Promise<Pick<ToldStory, 'question' | 'found'>> {
  const nothing = { question: null, found: [] };
  if (runId === null) return nothing;
  try {
    const lookup = await withJournal(paths, (journal) => journal.get(runId));
    if (lookup.kind === 'absent') return nothing;
    const { run } = lookup;
    const found = createReport(run).causes.map(({ title }) => title);
    return { question: run.plan.intent.question, found };
  } catch (error) {
    if (CloudOpsError.isInstance(error)) return nothing;
    throw error;
  }
}
