/** How a signed bar is drawn. */
export interface DeltaBarOptions {
  /** Columns, at least 5; 19 unless stated. */
  readonly width?: number;
  /** ASCII only when false. */
  readonly unicode?: boolean;
}

/**
 * A signed amount as a bar to the left (below zero) or to the right of a middle line, exactly `width` columns wide:
 * `     ███│         `. `scale` is the amount that fills one side. What is above zero or below it never looks like zero.
 */
export function renderDeltaBar(value: number | null, scale: number, options: DeltaBarOptions = {}): string {
  const width = Math.max(5, Math.floor(options.width ?? 19));
  const unicode = options.unicode ?? true;
  const side = Math.floor((width - 1) / 2);
  const middle = unicode ? '│' : '|';
  const rest = ' '.repeat(width - 1 - 2 * side);
  if (value === null || !Number.isFinite(value)) return `${' '.repeat(side)}?${' '.repeat(side)}${rest}`;
  const share = scale <= 0 ? 0 : Math.min(1, Math.abs(value) / scale);
  const halves = value === 0 ? 0 : Math.max(1, Math.round(share * side * 2));
  const bar = unicode ? '█'.repeat(Math.floor(halves / 2)) : '#'.repeat(Math.ceil(halves / 2));
  const half = unicode && halves % 2 === 1 ? (value < 0 ? '▐' : '▌') : '';
  const left = value < 0 ? half + bar : '';
  const right = value > 0 ? bar + half : '';
  return left.padStart(side) + middle + right.padEnd(side) + rest;
}
