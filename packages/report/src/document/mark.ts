import { type Severity, severities } from '@cloudops/spec';
import { severitySymbol, type Tone } from '../drawing/style.ts';
import type { Mark } from './document.ts';

const unicodeMarks = { good: '✓', unknown: '?', stopped: '✗', plain: '•' } as const;
const asciiMarks = { good: '+', unknown: '?', stopped: 'x', plain: '*' } as const;

/** One column that shows a mark. */
export function markSymbol(mark: Mark, unicode: boolean): string {
  return isSeverity(mark) ? severitySymbol(mark, unicode) : (unicode ? unicodeMarks : asciiMarks)[mark];
}

/** The tone that goes with a mark. */
export function markTone(mark: Mark): Tone | undefined {
  if (isSeverity(mark)) return mark;
  if (mark === 'plain') return 'muted';
  return mark === 'good' ? 'good' : mark === 'stopped' ? 'high' : 'medium';
}

/** Whether a mark is a severity. */
export function isSeverity(mark: Mark): mark is Severity {
  return (severities as readonly string[]).includes(mark);
}
