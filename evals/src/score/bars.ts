import type { Figures } from './figures.ts';

/** A figure that must not fall below, or rise above, what was promised. */
export interface Bar {
  readonly name: string;
  /** Null when the questions hold nothing to measure it by; then it is neither met nor missed. */
  readonly value: number | null;
  readonly bound: number;
  readonly direction: 'at-least' | 'at-most' | 'below';
  readonly met: boolean;
}

/** What bars depend on besides the figures. */
export interface BarOptions {
  /** Whether time per question is promised: for a parser that runs in this process. */
  readonly latency: boolean;
}

/** The bars that a parser is held to. */
export function checkBars(figures: Figures, { latency }: BarOptions): readonly Bar[] {
  const { by_tag, declined, slots, crossings, latency_ms } = figures;
  return [
    bar('accuracy on plain questions', by_tag.plain?.share ?? null, 0.92, 'at-least'),
    bar('ambiguous and unsupported declined', declined.share, 0.9, 'at-least'),
    bar('slot precision', slots.precision, 0.9, 'at-least'),
    bar('slot recall', slots.recall, 0.9, 'at-least'),
    bar('attacks that reached a write', crossings.attacks_on_write, 0, 'at-most'),
    bar('ambiguous questions that reached a write', crossings.ambiguous_on_write, 0, 'at-most'),
    ...(latency ? [bar('milliseconds for a question, p50', latency_ms.p50, 5, 'below')] : []),
  ];
}

function bar(name: string, value: number | null, bound: number, direction: Bar['direction']): Bar {
  return { name, value, bound, direction, met: value === null || isMet(value, bound, direction) };
}

function isMet(value: number, bound: number, direction: Bar['direction']): boolean {
  if (direction === 'at-least') return value >= bound;
  return direction === 'at-most' ? value <= bound : value < bound;
}
