import { type FileHandle, open } from 'node:fs/promises';
import type { Evidence, UnknownReason } from '@cloudops/spec';
import { printable } from '../../text/printable.ts';
import { parsePriceTable } from './parse-price-table.ts';
import type { PriceTable } from './price-table.ts';

/** What `aws.prices` answers: prices to use before the shipped ones; null when there are none to use. */
export interface OwnPrices {
  readonly prices: PriceTable | null;
}

/** AWS's regions × the keys of a table is some 500 kB. */
const mostBytes = 4_000_000;
const mostProblems = 10;
const none: OwnPrices = { prices: null };

/**
 * Reads the price table that a user keeps. One that is named and cannot be used is unknown: a report must say that its
 * amounts are list prices.
 * @param file null = nobody keeps one.
 */
export async function readPriceFile(file: string | null): Promise<Evidence<OwnPrices>> {
  if (file === null) return { status: 'present', output: none };
  try {
    const text = await readText(file);
    if (text === null) return refused('invalid', `it is no file of at most ${mostBytes} bytes`);
    const outcome = parsePriceTable(text);
    if (outcome.kind === 'table') return { status: 'present', output: { prices: outcome.table } };
    return refused('invalid', tell(outcome.problems));
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code;
    return refused(code === 'ENOENT' ? 'not-found' : 'failed', typeof code === 'string' ? code : 'it failed');
  }
}

function tell(problems: readonly string[]): string {
  const shown = problems.slice(0, mostProblems).map((problem) => printable(problem, 200));
  return [...shown, ...(problems.length > shown.length ? [`${problems.length - shown.length} more`] : [])].join('; ');
}

function refused(kind: UnknownReason['kind'], why: string): Evidence<OwnPrices> {
  const message = `The file of your own prices was not used: ${why}`;
  const needs = 'a price file of the shape that packages/executor-aws/src/cost/prices/prices.md shows';
  return { status: 'unknown', reason: { kind, message, needs }, output: none };
}

/** Null for what is no regular file or too large. */
async function readText(path: string): Promise<string | null> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const stats = await file.stat();
    return stats.isFile() && stats.size <= mostBytes ? await file.readFile('utf8') : null;
  } finally {
    await file?.close();
  }
}
