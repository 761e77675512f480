import type { Severity } from '@cloudops/spec';

/** What a piece of text means; a form decides how that looks. Colour never carries meaning alone. */
export type Tone = Severity | 'good' | 'muted' | 'strong' | 'accent';

/** How output for a terminal is to be made. */
export interface TerminalOptions {
  /** Columns; 80 unless stated, never below 40. */
  readonly width?: number;
  /** Whether SGR colour sequences may be written; false unless stated. */
  readonly color?: boolean;
  /** Whether characters outside ASCII may be drawn with; true unless stated. Text from the evidence is kept. */
  readonly unicode?: boolean;
  /** Whether long lists are shown whole; false unless stated. */
  readonly verbose?: boolean;
}

/** {@link TerminalOptions} with everything decided. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

/** The narrowest terminal that is laid out for. */
const minimumWidth = 40;

/**
 * SGR codes. Only colours that terminals' own palettes make readable on light and on dark grounds: no blue, which is lost on
 * black, nothing bright, which is lost on white. What is muted is told apart by its place, too.
 */
export const toneCodes: Readonly<Record<Tone, readonly [string, string]>> = {
  critical: ['1;31', '22;39'],
  high: ['31', '39'],
  medium: ['33', '39'],
  low: ['36', '39'],
  info: ['39', '39'],
  good: ['32', '39'],
  muted: ['2', '22'],
  strong: ['1', '22'],
  accent: ['36', '39'],
};

const unicodeSymbols: Readonly<Record<Severity, string>> = {
  critical: '■',
  high: '▲',
  medium: '◆',
  low: '●',
  info: '○',
};
const asciiSymbols: Readonly<Record<Severity, string>> = { critical: '#', high: '!', medium: '*', low: '-', info: 'i' };

/** Fills in what was not stated. */
export function toTerminal(options: TerminalOptions): Terminal {
  return {
    width: Math.max(minimumWidth, Math.floor(options.width ?? 80)),
    color: options.color ?? false,
    unicode: options.unicode ?? true,
  };
}

/** Puts a tone's colour around text that is already escaped and padded; without colour the text as it is. */
export function paint(text: string, tone: Tone | undefined, terminal: Pick<Terminal, 'color'>): string {
  if (!terminal.color || tone === undefined || text.trim() === '') return text;
  const [open, close] = toneCodes[tone];
  return `\x1b[${open}m${text}\x1b[${close}m`;
}

/** One column that stands for a severity. */
export function severitySymbol(severity: Severity, unicode: boolean): string {
  return (unicode ? unicodeSymbols : asciiSymbols)[severity];
}
