/** A span of time, milliseconds since the Unix epoch. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const duration = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const unitMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000] as const;

/**
 * Reads a time window: an ISO 8601 duration back from now (`PT2H`), or an interval (`start/end`, `start/duration`).
 * @returns null for what is neither.
 */
export function readWindow(text: unknown, now: number): Window | null {
  if (typeof text !== 'string') return null;
  const [start = '', end] = text.split('/');
  const span = durationOf(start);
  if (end === undefined) return span === null ? null : { from: now - span, to: now };
  const from = Date.parse(start);
  const length = durationOf(end);
  const to = length === null ? Date.parse(end) : from + length;
  return Number.isNaN(from) || Number.isNaN(to) || to < from ? null : { from, to };
}

function durationOf(text: string): number | null {
  const match = duration.exec(text);
  if (match === null || text === 'P' || text.endsWith('T')) return null;
  return unitMs.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}

/** Whether a time lies in a window. */
export function isWithin(window: Window, time: number | null): time is number {
  return time !== null && time >= window.from && time <= window.to;
}
