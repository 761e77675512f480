import type { Figure } from '@cloudops/spec';
import { type Cell, type Column, textCell } from '../document/document.ts';

/** A column of a table of figures. */
export interface FigurePart {
  readonly column: Column;
  readonly cell: (figure: Figure) => Cell;
}

/** The columns for how a figure went and what is to be said of it, where any figure has them. */
export function trailingParts(shown: readonly Figure[]): readonly FigurePart[] {
  const parts: FigurePart[] = [];
  if (shown.some((figure) => (figure.series?.length ?? 0) > 0)) {
    parts.push({
      column: { header: 'trend', overflow: 'never', optional: 4 },
      cell: (figure) => ({ kind: 'sparkline', series: figure.series ?? [] }),
    });
  }
  if (shown.some((figure) => (figure.note ?? '') !== '')) {
    parts.push({
      column: { header: 'note', overflow: 'wrap', optional: 5 },
      cell: (figure) => textCell(figure.note ?? ''),
    });
  }
  return parts;
}
