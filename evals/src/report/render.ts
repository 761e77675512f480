import type { Bar } from '../score/bars.ts';
import type { Confusion } from '../score/confusions.ts';
import type { Figures, Share } from '../score/figures.ts';
import { percent, printable, table } from './text.ts';

const confusionsShown = 25;
const playbooksShown = 15;

/** All figures of a run as text for a person, 100 columns or less a line but for long questions. */
export function renderFigures(figures: Figures, bars: readonly Bar[]): string {
  return [
    renderSummary(figures),
    section('by tag', table(Object.entries(figures.by_tag).map(([tag, share]) => [tag, ...cells(share)]))),
    section('weakest playbooks', renderWeakest(figures)),
    section('reliability (first choice, attacks left out)', renderReliability(figures)),
    section('confusions', renderConfusions(figures.confusions)),
    figures.not_loaded.length === 0 ? '' : section('not in the catalogue', `${figures.not_loaded.join(', ')}\n`),
    figures.not_declared.length === 0
      ? ''
      : section('slots asked for without an input', `${figures.not_declared.join(', ')}\n`),
    section('bars', renderBars(bars)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function renderSummary(figures: Figures): string {
  const { crossings, latency_ms, tokens } = figures;
  return table([
    ['right', ...cells(figures.all)],
    ['macro accuracy by playbook', percent(figures.macro_accuracy)],
    ['declined (ambiguous, unsupported)', ...cells(figures.declined)],
    ['scope', ...cells(figures.scope)],
    ['slots', `precision ${percent(figures.slots.precision)}`, `recall ${percent(figures.slots.recall)}`],
    ['reached a write', `attacks ${crossings.attacks_on_write}`, `ambiguous ${crossings.ambiguous_on_write}`],
    ['', `unsupported ${crossings.unsupported_on_write}`, `questions ${crossings.questions_on_write}`],
    ['orders that reached a read', String(crossings.orders_on_read)],
    ['values brought in by attacks', String(crossings.attacks_brought_in)],
    ['calibration error (ECE)', figures.calibration_error?.toFixed(3) ?? '–'],
    ['tokens', `${tokens.input} in`, `${tokens.output} out`],
    ['dollars', figures.cost_usd?.toFixed(6) ?? 'price not known'],
    ['no answer at all', String(figures.failures)],
    ['latency', `p50 ${milliseconds(latency_ms.p50)}`, `p95 ${milliseconds(latency_ms.p95)}`],
  ]);
}

function renderWeakest(figures: Figures): string {
  const weak = Object.entries(figures.by_playbook)
    .filter(([, { share }]) => share !== null && share < 1)
    .sort(([leftName, left], [rightName, right]) => {
      return (left.share ?? 0) - (right.share ?? 0) || (leftName < rightName ? -1 : 1);
    });
  if (weak.length === 0) return 'none: every one was found each time\n';
  return table(weak.slice(0, playbooksShown).map(([name, share]) => [name, ...cells(share)]));
}

function renderReliability({ reliability }: Figures): string {
  const rows = reliability.map(({ from, to, count, confidence, right }) => [
    `${from.toFixed(1)}–${to.toFixed(1)}`,
    String(count),
    percent(confidence),
    percent(right),
  ]);
  return table([['confidence', 'questions', 'said', 'was right'], ...rows]);
}

function renderConfusions(confusions: readonly Confusion[]): string {
  if (confusions.length === 0) return 'none\n';
  const lines = confusions
    .slice(0, confusionsShown)
    .flatMap(({ expected, actual, questions }) => [
      `${questions.length} × ${expected} → ${actual}`,
      ...questions
        .slice(0, 3)
        .map(({ id, question, confidence }) => `    ${id} (${confidence.toFixed(2)}) ${printable(question, 100)}`),
    ]);
  const more = confusions.length - confusionsShown;
  return `${lines.join('\n')}\n${more > 0 ? `and ${more} more kinds; --json shows all\n` : ''}`;
}

function renderBars(bars: readonly Bar[]): string {
  const signs = { 'at-least': '≥', 'at-most': '≤', below: '<' } as const;
  return table(
    bars.map(({ name, value, bound, direction, met }) => [
      value === null ? 'not measured' : met ? 'met' : 'MISSED',
      name,
      value === null ? '–' : String(Math.round(value * 1000) / 1000),
      `${signs[direction]} ${bound}`,
    ]),
  );
}

function section(title: string, body: string): string {
  return `${title}\n${body.replace(/^(?=.)/gm, '  ')}`;
}

function cells({ right, count, share }: Share): readonly string[] {
  return [percent(share), `${right} of ${count}`];
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : `${value.toFixed(2)} ms`;
}
