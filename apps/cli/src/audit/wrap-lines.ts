import { wrapText } from '@cloudops/report';
import type { Screen } from '../screen.ts';

/** Sentences, a line each, for a screen of any width. What is indented is to be copied and stays whole. */
export function wrapLines(lines: readonly string[], { width }: Pick<Screen, 'width'>): string {
  return lines.flatMap((line) => (line.startsWith('  ') ? [line] : wrapText(line, width))).join('\n');
}
