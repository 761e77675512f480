import { clusters, displayWidth } from './display-width.ts';

/**
 * Breaks a text into lines of at most `width` columns, at spaces where there are any. A word that is longer than a line
 * is broken after a mark such as `/` where one is near its end, else between characters. Runs of spaces become one; an empty text is one empty line. Expects escaped text.
 */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const size = displayWidth(word);
    if (used > 0 && used + 1 + size <= width) {
      line += ` ${word}`;
      used += 1 + size;
      continue;
    }
    if (used > 0) lines.push(line);
    const pieces = size <= width ? [word] : breakWord(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
    used = displayWidth(line);
  }
  if (used > 0 || lines.length === 0) lines.push(line);
  return lines;
}

/** Cuts a text to at most `width` columns and marks the cut. Expects escaped text. */
export function truncateText(text: string, width: number, options: { readonly unicode: boolean }): string {
  if (displayWidth(text) <= width) return text;
  const ellipsis = options.unicode ? '…' : '~';
  return width < 1 ? '' : takeColumns(text, width - 1) + ellipsis;
}

/** Cuts out the middle, for names whose end tells them apart. Expects escaped text. */
export function truncateMiddle(text: string, width: number, options: { readonly unicode: boolean }): string {
  if (displayWidth(text) <= width) return text;
  if (width < 5) return truncateText(text, width, options);
  const tail = Math.floor((width - 1) / 2);
  const end = takeColumns(clusters(text).toReversed(), tail, true);
  return takeColumns(text, width - 1 - tail) + (options.unicode ? '…' : '~') + end;
}

/** Fills a text with spaces to `width` columns. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const missing = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + missing : missing + text;
}

function takeColumns(text: string | readonly string[], width: number, reversed = false): string {
  const parts = typeof text === 'string' ? clusters(text) : text;
  const kept: string[] = [];
  let used = 0;
  for (const part of parts) {
    used += displayWidth(part);
    if (used > width) break;
    kept.push(part);
  }
  return (reversed ? kept.reverse() : kept).join('');
}

function breakWord(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const part of clusters(word)) {
    const size = displayWidth(part);
    if (used > 0 && used + size > width) {
      const [whole, rest] = splitAtMark(piece);
      pieces.push(whole);
      piece = rest;
      used = displayWidth(rest);
    }
    piece += part;
    used += size;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** Paths and names are read part by part: the last mark of the second half, or none. */
function splitAtMark(piece: string): readonly [string, string] {
  const at = piece.search(/[/.:=,_-][^/.:=,_-]*$/) + 1;
  return at > piece.length / 2 ? [piece.slice(0, at), piece.slice(at)] : [piece, ''];
}
