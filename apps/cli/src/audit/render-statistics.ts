import { type Rate, type Statistics, type StatisticsRow, toPrometheus } from '@cloudops/audit';
import { formatDuration, renderSparkline, renderTable, type TableColumn } from '@cloudops/report';
import { type OutputForm, renderJson, renderListing } from '../output.ts';
import type { Screen } from '../screen.ts';

/** The forms of statistics: Prometheus besides the usual ones. */
export const statisticsForms = ['human', 'json', 'jsonl', 'markdown', 'html', 'prometheus'] as const;

/** One of {@link statisticsForms}. */
export type StatisticsForm = (typeof statisticsForms)[number];

const nothing = 'No record fits.';
const labelWidth = 12;

/** Statistics in one of their forms; the tables for other documents are those by playbook. */
export function renderStatistics(statistics: Statistics, form: StatisticsForm, screen: Screen): string {
  if (form === 'prometheus') return toPrometheus(statistics);
  if (form === 'json') return renderJson({ statistics });
  if (form === 'jsonl') return `${JSON.stringify(statistics)}\n`;
  if (form !== 'human') return renderRows(statistics, form, screen);
  if (statistics.records === 0) return `${nothing}\n`;
  const parts = [
    summary(statistics, screen),
    table('PLAYBOOK', statistics.by_playbook, screen),
    table('USER', statistics.by_user, screen),
    ...(statistics.errors.length === 0 ? [] : [errors(statistics, screen)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function renderRows({ by_playbook }: Statistics, form: OutputForm, screen: Screen): string {
  return renderListing(
    { name: 'by_playbook', rows: by_playbook, columns: columnsOf('PLAYBOOK'), empty: nothing },
    form,
    screen,
  );
}

function summary(statistics: Statistics, screen: Screen): string {
  const { parse, run, unknown_outcome, durations, cost_usd, cost_per_question_usd, series } = statistics;
  const spark = (values: readonly number[]): string => renderSparkline(values, { unicode: screen.unicode });
  const lost = unknown_outcome === 0 ? '' : `, ${unknown_outcome} with unknown outcome`;
  const since = `since ${new Date(series.from).toISOString().slice(0, 16)}Z, ${formatDuration(series.stretch_ms)} each`;
  const lines: readonly (readonly [label: string, text: string])[] = [
    ['understood', describeRate(parse, 'questions')],
    ['succeeded', `${describeRate(run, 'runs')}${lost}`],
    ['took', `p50 ${duration(durations.p50_ms)}, p95 ${duration(durations.p95_ms)}`],
    ['cost', `${usd(cost_usd)}, ${usd(cost_per_question_usd)} a question`],
    ['over time', since],
    ['  asked', spark(series.questions)],
    ['  failed', spark(series.failures)],
    ['  cost', spark(series.cost_usd)],
  ];
  return lines.map(([label, text]) => `${label.padEnd(labelWidth)}${text}`.trimEnd()).join('\n');
}

function describeRate({ good, total, share }: Rate, noun: string): string {
  return `${good} of ${total} ${noun} (${percent(share)})`;
}

function table(header: string, rows: readonly StatisticsRow[], screen: Screen): string {
  return renderTable(rows, columnsOf(header), screen);
}

function columnsOf(header: string): readonly TableColumn<StatisticsRow>[] {
  const right = { align: 'right' as const };
  return [
    { header, value: ({ key }) => key ?? '(none)', overflow: 'middle' },
    { header: 'ASKED', value: ({ questions }) => String(questions), ...right },
    { header: 'UNDERSTOOD', value: ({ parse }) => percent(parse.share), ...right },
    { header: 'RUNS', value: ({ run }) => String(run.total), ...right },
    { header: 'SUCCEEDED', value: ({ run }) => percent(run.share), ...right },
    { header: 'DENIED', value: ({ denied }) => String(denied), ...right },
    { header: 'P95', value: ({ durations }) => duration(durations.p95_ms), ...right },
    { header: 'USD', value: ({ cost_usd }) => cost_usd.toFixed(4), ...right },
  ];
}

function errors({ errors: found }: Statistics, screen: Screen): string {
  const columns: readonly TableColumn<(typeof found)[number]>[] = [
    { header: 'FAILURE', value: ({ kind }) => kind },
    { header: 'COUNT', value: ({ count }) => String(count), align: 'right' },
  ];
  return renderTable(found, columns, screen);
}

function percent(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`;
}

function duration(ms: number | null): string {
  return ms === null ? '-' : formatDuration(ms);
}

function usd(amount: number | null): string {
  return amount === null ? '-' : `$${amount.toFixed(4)}`;
}
