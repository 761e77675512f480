import { CloudOpsError } from '@cloudops/spec';
import { tileLeaves } from '../merkle/tile-tree.ts';
import { type ArchivedRange, type CutFacts, cutStatus, readCutFacts } from '../retention/archived-ranges.ts';
import { firstRow, type Row, type Statements } from './database.ts';
import type { Flaw } from './first-flaw.ts';
import { readFirst } from './head.ts';
import { toLogged } from './read.ts';

/** What was cut from a log's beginning: the records are in archives, their hashes still in the tree. */
export interface Cut {
  /** The log's first record; always a whole number of tiles. */
  readonly end: number;
  /** Which files hold the records before it, as the log itself says. */
  readonly archives: readonly ArchivedRange[];
}

const newestCut = `SELECT entry.idx AS idx, entry.leaf AS leaf FROM facet CROSS JOIN entry ON entry.idx = facet.idx
WHERE facet.event = 'records.archived' AND facet.status = '${cutStatus}' ORDER BY facet.idx DESC LIMIT 1`;

/** What the newest record of a cut says; null without one. Whether the record is genuine is for `verify` to tell. */
export function readNewestCut(statements: Statements): CutFacts | null {
  const row = firstRow(statements, newestCut);
  return row === undefined ? null : readFacts(row);
}

function readFacts(row: Row): CutFacts | null {
  try {
    return readCutFacts(toLogged(row).record);
  } catch (error) {
    if (CloudOpsError.isInstance(error)) return null;
    throw error;
  }
}

/** What is missing at the beginning, if a record of the log says that all of it was archived and cut. */
export function judgeCut(statements: Statements): { readonly kind: 'judged'; readonly cut: Cut | null } | Flaw {
  const first = readFirst(statements);
  if (first === 0) return { kind: 'judged', cut: null };
  const facts = readNewestCut(statements);
  if (facts === null) return missing(0, first, 'no record of the log says that they were archived and cut');
  if (first > facts.end) return missing(facts.end, first, `the log says that it was cut at ${facts.end}`);
  // Cuts are made by whole tiles, a batch at a time.
  if (first % tileLeaves !== 0) return missing(first - (first % tileLeaves), first, 'no cut ends there');
  return { kind: 'judged', cut: { end: first, archives: facts.archives.filter(({ start }) => start < first) } };
}

function missing(start: number, end: number, why: string): Flaw {
  const which = end - start === 1 ? `record ${start} is` : `records ${start} to ${end - 1} are`;
  return { kind: 'broken', index: start, why: `${which} missing, and ${why}` };
}
