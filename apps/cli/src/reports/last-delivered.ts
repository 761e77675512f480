import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunSummary } from '@cloudops/report';
import type { Report } from '@cloudops/spec';
import { z } from 'zod';
import type { Paths } from '../configuration/paths.ts';
import { writeReportFile } from './write-report-file.ts';

/** What was delivered last, by place and question. */
type Delivered = Readonly<Record<string, string>>;

const stored: z.ZodType<{ readonly schema_version: 1; readonly last: Delivered }> = z.object({
  schema_version: z.literal(1),
  last: z.record(z.string(), z.string()),
});
const mostKept = 500;

/** A report on its way to one place. */
export interface Addressed {
  readonly destination: string;
  readonly report: Report;
  readonly summary: RunSummary;
}

/** Whether the causes, their severity or what was not checked differ from what came there last; true the first time. */
export async function isNews(paths: Pick<Paths, 'state'>, addressed: Addressed): Promise<boolean> {
  return (await readLast(paths))[placeOf(addressed)] !== contentOf(addressed.report);
}

/** Keeps what was delivered. @returns why it could not; the worst of it is that the same comes again. */
export async function keepDelivered(paths: Pick<Paths, 'state'>, addressed: Addressed): Promise<string | null> {
  const place = placeOf(addressed);
  const others = Object.entries(await readLast(paths)).filter(([key]) => key !== place);
  const last = Object.fromEntries([...others.slice(1 - mostKept), [place, contentOf(addressed.report)]]);
  return writeReportFile(fileOf(paths), [`${JSON.stringify({ schema_version: 1, last })}\n`]);
}

function fileOf({ state }: Pick<Paths, 'state'>): string {
  return join(state, 'delivered.json');
}

/** Nothing readable is nothing delivered: a report too many is better than one too few. */
async function readLast(paths: Pick<Paths, 'state'>): Promise<Delivered> {
  try {
    const parsed = stored.safeParse(JSON.parse(await readFile(fileOf(paths), 'utf8')));
    return parsed.success ? parsed.data.last : {};
  } catch {
    return {};
  }
}

function placeOf({ destination, report, summary }: Addressed): string {
  const targets = summary.targets.map(({ provider, name }) => `${provider}:${name}`).sort();
  return digest([destination, report.question, report.playbook?.id ?? null, targets]);
}

function contentOf({ status, causes, not_checked: gaps }: Report): string {
  const found = causes.map(({ id, severity }) => `${id} ${severity}`).sort();
  return digest([status, found, [...new Set(gaps.map(({ what }) => what))].sort()]);
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
