import { toAuditError } from '../errors.ts';
import { countNodes } from '../merkle/tree.ts';
import { isLayout, type Row, readLayout } from './database.ts';
import type { Flaw } from './first-flaw.ts';
import type { Query, SideAnswers } from './side-check.ts';
import { findWrongFacet } from './tables.ts';

const unknownOutcome = `SELECT entry.audit_id AS id FROM facet AS started JOIN entry ON entry.idx = started.idx
WHERE started.event = 'execution.started' AND started.idx < ?1
AND NOT EXISTS (SELECT 1 FROM facet WHERE parent = entry.audit_id AND event = 'execution.finished' AND idx > started.idx)
AND NOT EXISTS (SELECT 1 FROM facet WHERE run_id = started.run_id AND event = 'execution.finished' AND idx > started.idx)
ORDER BY started.idx`;

/** What to ask about the file beside the records and their tree, for a log of this size. Others may append meanwhile. */
export function storeQueries(size: number): readonly Query[] {
  return [
    { sql: findWrongFacet, values: [size] },
    { sql: readLayout },
    { sql: countRows },
    { sql: unknownOutcome, values: [size] },
  ];
}

/** Whether tables and indexes agree, page by page. */
export const integrityQuery: Query = { sql: 'PRAGMA integrity_check(1)' };

const countRows = `SELECT (SELECT count(*) FROM entry) AS entries, (SELECT coalesce(max(idx) + 1, 0) FROM entry) AS size,
(SELECT coalesce(min(idx), 0) FROM entry) AS first,
(SELECT count(*) FROM facet) AS facets, (SELECT count(*) FROM node) AS nodes`;

/** What came of {@link storeQueries}. */
export interface StoreFindings {
  readonly flaw: Flaw | null;
  /** See `Verification.unknown_outcome`. */
  readonly unknownOutcome: readonly string[];
}

/** Judges the answers. @throws CloudOpsError when the file at `path` could not be asked. */
export function readStoreAnswers(answers: SideAnswers, path: string): StoreFindings {
  if (answers.kind === 'failed') throw toAuditError(answers, path);
  const [wrong = [], layout = [], counts = [], unknown = []] = answers.answers;
  return {
    flaw: findFlaw({ wrong: wrong[0], layout, counts: counts[0] }),
    unknownOutcome: unknown.map(({ id }) => String(id)),
  };
}

interface StoreAnswers {
  readonly wrong: Row | undefined;
  readonly layout: readonly Row[];
  readonly counts: Row | undefined;
}

function findFlaw({ wrong, layout, counts }: StoreAnswers): Flaw | null {
  const { entries, facets, first, nodes, size } = counts ?? {};
  const present = Number(size) - Number(first);
  if (wrong !== undefined)
    return {
      kind: 'broken',
      index: Number(wrong.idx),
      why: `record ${Number(wrong.idx)} is filed under another id or facet`,
    };
  if (entries !== present) return broken('there are records that have no number of the log');
  if (nodes !== countNodes(Number(size))) return broken('the tree has nodes that belong to no record');
  if (facets !== present) return broken('it has not one facet row for each record');
  if (!isLayout(layout)) return broken('its tables or the triggers that guard them were altered');
  return null;
}

/** Judges the answer to {@link integrityQuery}. @throws as {@link readStoreAnswers}. */
export function findDamage(answers: SideAnswers, path: string): Flaw | null {
  if (answers.kind === 'failed') throw toAuditError(answers, path);
  const found = answers.answers[0]?.[0]?.integrity_check;
  return found === 'ok' ? null : broken(`the database is damaged: ${String(found)}`);
}

function broken(why: string): Flaw {
  return { kind: 'broken', index: null, why };
}
