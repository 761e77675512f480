import type { Finding, Report, Target } from '@cloudops/spec';
import { nameResource } from '../analysis/summary.ts';
import type { Block, Document, Item, Mark } from '../document/document.ts';
import type { RunSummary } from '../run-summary.ts';
import { causeEntry } from './cause-entry.ts';
import { figureBlocks } from './figure-tables.ts';
import { runFields } from './run-fields.ts';
import { evidenceText } from './value-text.ts';

/** How much of a report is shown. */
export interface ReportDocumentOptions {
  readonly run: RunSummary;
  readonly verbose: boolean;
}

const shortList = 10;
/** Causes that people see whole; the others are a line each. */
const wholeCauses = 5;

/** A report as a document: the answer first, what it rests on after it, what was not seen last. */
export function toReportDocument(report: Report, { run, verbose }: ReportDocumentOptions): Document {
  const findings = new Map(report.findings.map((finding) => [finding.id, finding]));
  const explained = new Set(report.causes.flatMap((cause) => [cause.id, ...cause.consequences]));
  const noted = report.findings.filter((finding) => !explained.has(finding.id));
  const whole = verbose ? report.causes : report.causes.slice(0, wholeCauses);
  const bound = verbose ? Number.POSITIVE_INFINITY : shortList;
  return [
    { kind: 'title', text: report.question === '' ? 'Report' : report.question, subtitle: subtitle(report, run) },
    { kind: 'answer', mark: answerMark(report), text: report.summary },
    ...clarifyBlocks(report),
    ...section(
      report.causes.length === 1 ? 'Cause' : 'Causes',
      whole.map((cause) => causeEntry(cause, findings, { verbose })),
    ),
    ...itemSection('More causes', report.causes.slice(whole.length).map(notedItem), bound),
    ...figureBlocks(report.figures, { verbose }),
    ...itemSection('Also noted', noted.map(notedItem), bound),
    ...itemSection(
      'Ruled out',
      report.ruled_out.map((one) => ruledOutItem(one, verbose)),
      bound,
    ),
    // What was not seen is never shortened: the answer rests on it.
    ...itemSection('Not checked', report.not_checked.map(notCheckedItem), Number.POSITIVE_INFINITY),
    { kind: 'footer', fields: runFields(run) },
  ];
}

function subtitle({ playbook, status }: Report, { targets }: RunSummary): string {
  const parts = [
    ...(playbook === null ? [] : [`${playbook.id} ${playbook.version}`]),
    ...(targets.length === 0 ? [] : [targetsText(targets)]),
    status.replaceAll('_', ' '),
  ];
  return parts.join(', ');
}

/** Targets as `kubernetes prod (environment prod)`. */
export function targetsText(targets: readonly Target[]): string {
  return targets
    .map(({ provider, name, environment }) => `${provider} ${name} (environment ${environment})`)
    .join(', ');
}

function answerMark({ status, causes }: Report): Mark {
  const [first] = causes;
  if (first !== undefined) return first.severity;
  if (status === 'completed') return 'good';
  return status === 'failed' || status === 'denied' ? 'stopped' : 'unknown';
}

function clarifyBlocks({ clarify }: Report): readonly Block[] {
  if (clarify === undefined) return [];
  const items = clarify.choices.map(
    (choice): Item => ({ mark: 'plain', text: choice.example, details: [choice.playbook] }),
  );
  return [
    { kind: 'heading', text: 'You could ask' },
    { kind: 'paragraph', text: clarify.question },
    ...(items.length === 0 ? [] : [{ kind: 'items', items } as const]),
  ];
}

function section(heading: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [{ kind: 'heading', text: heading }, ...blocks];
}

function itemSection(heading: string, items: readonly Item[], bound: number): readonly Block[] {
  if (items.length === 0) return [];
  const more = items.length - bound;
  const rest: readonly Item[] = more > 0 ? [{ mark: 'plain', text: `and ${more} more`, details: [] }] : [];
  return section(heading, [{ kind: 'items', items: [...items.slice(0, bound), ...rest] }]);
}

function notedItem({
  severity,
  code,
  resource,
  title,
}: Pick<Finding, 'severity' | 'code' | 'resource' | 'title'>): Item {
  const subject = title.includes(resource.name) ? '' : `${nameResource(resource)}: `;
  return { mark: severity, text: `${code} ${subject}${title}`, details: [] };
}

function ruledOutItem({ code, why, evidence }: Report['ruled_out'][number], verbose: boolean): Item {
  const shown = verbose ? evidence : evidence.slice(0, 2);
  return { mark: 'plain', text: `${code}: ${why}`, details: shown.map((one) => evidenceText(one, { verbose })) };
}

function notCheckedItem({ what, why, needs }: Report['not_checked'][number]): Item {
  return { mark: 'unknown', text: `${what}: ${why}`, details: needs === '' ? [] : [`needs: ${needs}`] };
}
