import type { Cause, EvidenceRef, Figure, Finding, Json, Report } from '@cloudops/spec';
import { cleanJson } from './clean-text.ts';

/** The lists of a report, the most important first: room is given out in this order. */
export const reportSections = ['causes', 'changes', 'not_checked', 'findings', 'ruled_out', 'figures'] as const;

/** One list of a report. */
export type ReportSection = (typeof reportSections)[number];

/** A list that was cut. */
export interface CutSection {
  readonly section: ReportSection;
  readonly shown: number;
  readonly total: number;
}

/** A report that fits, and what it lacks. */
export interface ShortReport {
  readonly report: Report;
  readonly cut: readonly CutSection[];
}

/** The most bytes of JSON that a report takes in a result, about. */
const mostBytes = 60_000;

/** The most that one of a section's items repeats of the same kind. */
const mostEvidence = 10;
const mostNames = 20;
const mostValues = 60;

/** A report with its texts cleaned and its lists cut to what a result may hold. Nothing is left out silently. */
export function shortenReport(report: Report, bytes: number = mostBytes): ShortReport {
  const empty = { causes: [], findings: [], not_checked: [], ruled_out: [], figures: [] };
  const { changes: _, ...base } = report;
  let left = bytes - sizeOf({ ...base, ...empty });
  const cut: CutSection[] = [];
  const lists: Record<string, readonly unknown[]> = {};
  for (const section of reportSections) {
    const items = report[section];
    if (items === undefined) continue;
    const taken = takeItems(items, left, 0);
    left -= taken.size;
    lists[section] = taken.items;
    if (taken.items.length < items.length) cut.push({ section, shown: taken.items.length, total: items.length });
  }
  return { report: { ...(cleanJson({ ...base } as unknown as Json) as object), ...lists } as unknown as Report, cut };
}

/** Some of a section's items, from a place on. */
export function takeSection(report: Report, section: ReportSection, offset: number, limit: number): readonly Json[] {
  return takeItems((report[section] ?? []).slice(offset, offset + limit), mostBytes, 1).items;
}

/** @param least so many are taken in any case, so that pages go on. */
function takeItems(
  items: readonly unknown[],
  room: number,
  least: number,
): { readonly items: readonly Json[]; readonly size: number } {
  const taken: Json[] = [];
  let size = 0;
  for (const item of items) {
    const short = cleanJson(slim(item as Partial<Cause & Finding & Figure>) as Json);
    const bytes = sizeOf(short) + 1;
    if (size + bytes > room && taken.length >= least) break;
    taken.push(short);
    size += bytes;
  }
  return { items: taken, size };
}

/** The lists inside an item repeat what one entry tells: the first ones are kept, of a series the last. */
function slim(item: Partial<Cause & Finding & Figure>): unknown {
  const { evidence, instances, consequences, cause_of, series, data } = item;
  return {
    ...item,
    ...(evidence === undefined ? {} : { evidence: evidence.slice(0, mostEvidence).map(slimEvidence) }),
    ...(instances === undefined ? {} : { instances: instances.slice(0, mostNames) }),
    ...(consequences === undefined ? {} : { consequences: consequences.slice(0, mostNames) }),
    ...(cause_of === undefined ? {} : { cause_of: cause_of.slice(0, mostNames) }),
    ...(series === undefined ? {} : { series: series.slice(-mostValues) }),
    ...(data === undefined || sizeOf(data) < 4000 ? {} : { data: { cut: `${JSON.stringify(data).slice(0, 2000)}…` } }),
  };
}

/** A value is there to be recognised; the pointer says where all of it stands. */
function slimEvidence({ step, pointer, value }: EvidenceRef): EvidenceRef {
  const text = JSON.stringify(value);
  return { step, pointer, value: text.length <= 500 ? value : `${text.slice(0, 500)}…` };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
