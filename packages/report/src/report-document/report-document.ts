import { type Cause, type Finding, type Report, severities, type Target } from '@cloudops/spec';
import { changeBlocks, changesMark } from '../change/change-blocks.ts';
import type { Block, Document, Item, Mark, OverviewFact } from '../document/document.ts';
import type { RunSummary } from '../run-summary.ts';
import { formatCount } from '../text/quantity.ts';
import { type CauseEntryOptions, causeEntry, numberFixes } from './cause-entry.ts';
import { figureBlocks } from './figure-tables.ts';
import { groupFindings, groupItem, membersText, singleItem } from './finding-groups.ts';
import { runFields } from './run-fields.ts';
import { evidenceText } from './value-text.ts';

/** How much of a report is shown. */
export interface ReportDocumentOptions {
  readonly run: RunSummary;
  readonly verbose: boolean;
}

const shortList = 10;
const notChecked = 'Not checked';
/** Causes, or groups of them, that people see whole; the others are a line each. */
const wholeCauses = 5;
/** More causes than this are grouped by code and reach. */
const mostUngrouped = wholeCauses + shortList;
const mostGroups = 20;

/** A report as a document: the answer first, what it rests on after it, what was not seen last. */
export function toReportDocument(report: Report, { run, verbose }: ReportDocumentOptions): Document {
  const findings = new Map(report.findings.map((finding) => [finding.id, finding]));
  const explained = new Set(report.causes.flatMap((cause) => [cause.id, ...cause.consequences]));
  const noted = report.findings.filter((finding) => !explained.has(finding.id));
  const bound = verbose ? Number.POSITIVE_INFINITY : shortList;
  return [
    { kind: 'title', text: report.question === '' ? 'Report' : report.question, subtitle: subtitle(report, run) },
    { kind: 'answer', mark: answerMark(report), text: report.summary },
    { kind: 'overview', facts: overviewFacts(report, run) },
    ...clarifyBlocks(report),
    ...changeBlocks(report, run.id),
    ...causeBlocks(report, { findings, verbose, fixes: numberFixes(report.causes), runId: run.id }),
    ...figureBlocks(report.figures, { verbose }),
    ...itemSection('Also noted', notedItems(noted, { findings, verbose }), verbose ? bound : mostGroups),
    ...itemSection(
      'Ruled out',
      report.ruled_out.map((one) => ruledOutItem(one, verbose)),
      bound,
    ),
    // What was not seen is never shortened: the answer rests on it.
    ...section(notChecked, itemBlock(report.not_checked.map(notCheckedItem), Number.POSITIVE_INFINITY), 'unknown'),
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

function answerMark(report: Report): Mark {
  const { status, causes, changes } = report;
  if (changes !== undefined && changes.length > 0) return changesMark(report);
  const [first] = causes;
  if (first !== undefined) return first.severity;
  if (status === 'completed') return 'good';
  return status === 'failed' || status === 'denied' ? 'stopped' : 'unknown';
}

function clarifyBlocks({ clarify, summary }: Report): readonly Block[] {
  if (clarify === undefined) return [];
  const isSaid = clarify.question === summary;
  if (isSaid && clarify.choices.length === 0) return [];
  const items = clarify.choices.map(
    (choice): Item => ({ mark: 'plain', text: choice.example, details: [choice.playbook] }),
  );
  return [
    { kind: 'heading', text: 'You could ask' },
    ...(isSaid ? [] : [{ kind: 'paragraph', text: clarify.question } as const]),
    ...(items.length === 0 ? [] : [{ kind: 'items', items } as const]),
  ];
}

interface Shown {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly verbose: boolean;
}

function causeBlocks({ causes }: Report, shown: CauseEntryOptions): readonly Block[] {
  if (!shown.verbose && causes.length > mostUngrouped) return groupedCauseBlocks(causes, shown);
  const whole = shown.verbose ? causes : causes.slice(0, wholeCauses);
  return [
    ...section(
      causesHeading(causes),
      whole.map((cause) => causeEntry(cause, shown)),
    ),
    ...itemSection('More causes', causes.slice(whole.length).map(singleItem), shortList),
  ];
}

/** Hundreds of causes: of each of the first groups the foremost whole, of the others a line, and how to see all. */
function groupedCauseBlocks(causes: readonly Cause[], shown: CauseEntryOptions): readonly Block[] {
  const groups = groupFindings(causes, shown.findings);
  const entries = groups.slice(0, wholeCauses).map(({ first, members }) => {
    const entry = causeEntry(first, shown);
    const others = members.slice(1);
    if (others.length === 0) return entry;
    const line = { text: `${others.length} more: ${membersText(others)}` };
    return { ...entry, fields: [{ label: 'Also at', lines: [line] }, ...entry.fields] };
  });
  const all = `${causes.length} causes in all; -o json lists every one, --verbose shows them here.`;
  return [
    ...section('Causes', entries),
    ...itemSection('More causes', groups.slice(wholeCauses).map(groupItem), mostGroups),
    { kind: 'paragraph', text: all, tone: 'muted' },
  ];
}

function notedItems(noted: readonly Finding[], { findings, verbose }: Shown): readonly Item[] {
  if (verbose || noted.length <= shortList) return noted.map(singleItem);
  return groupFindings(noted, findings).map(groupItem);
}

function section(heading: string, blocks: readonly Block[], mark?: Mark): readonly Block[] {
  if (blocks.length === 0) return [];
  return [{ kind: 'heading', text: heading, ...(mark === undefined ? {} : { mark }) }, ...blocks];
}

function itemSection(heading: string, items: readonly Item[], bound: number): readonly Block[] {
  return section(heading, itemBlock(items, bound));
}

function itemBlock(items: readonly Item[], bound: number): readonly Block[] {
  if (items.length === 0) return [];
  const more = items.length - bound;
  const rest: readonly Item[] = more > 0 ? [{ mark: 'plain', text: `and ${more} more`, details: [] }] : [];
  const shown = [...items.slice(0, bound), ...rest];
  const folded = shown.length - shortList;
  const fold = { after: shortList, summary: `${folded} more` };
  // What was not seen is never folded: the answer rests on it.
  const isFolded = folded > 1 && items.every(({ mark }) => mark !== 'unknown');
  return [{ kind: 'items', items: shown, ...(isFolded ? { fold } : {}) }];
}

/** How bad it is, how much was not seen, and when it was looked at. */
function overviewFacts(
  { causes, status, not_checked: gaps }: Report,
  { started_at }: RunSummary,
): readonly OverviewFact[] {
  const heading = causesHeading(causes);
  const bySeverity = severities.flatMap((severity): readonly OverviewFact[] => {
    const count = causes.filter((cause) => cause.severity === severity).length;
    return count === 0 ? [] : [{ text: `${formatCount(count, `${severity} cause`)}`, mark: severity, heading }];
  });
  const consequences = new Set(causes.flatMap((cause) => cause.consequences)).size;
  return [
    ...bySeverity,
    ...(consequences === 0 ? [] : [{ text: formatCount(consequences, 'consequence') }]),
    ...(gaps.length === 0
      ? []
      : [{ text: `${gaps.length} not checked`, mark: 'unknown', heading: notChecked } as const]),
    ...(gaps.length === 0 && status === 'completed' ? [{ text: '0 not checked', mark: 'good' } as const] : []),
    ...timeFacts(started_at),
  ];
}

/** To the minute; the foot of the report has the rest. */
function timeFacts(startedAt: string): readonly OverviewFact[] {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(startedAt) ?? [];
  return date === undefined ? [] : [{ text: `${date} ${time ?? ''} UTC` }];
}

function causesHeading(causes: readonly Cause[]): string {
  return causes.length === 1 ? 'Cause' : 'Causes';
}

function ruledOutItem({ code, why, evidence }: Report['ruled_out'][number], verbose: boolean): Item {
  const shown = verbose ? evidence : evidence.slice(0, 2);
  return { mark: 'plain', text: `${code}: ${why}`, details: shown.map((one) => evidenceText(one, { verbose })) };
}

function notCheckedItem({ what, why, needs }: Report['not_checked'][number]): Item {
  return { mark: 'unknown', text: `${what}: ${why}`, details: needs === '' ? [] : [`needs: ${needs}`] };
}
