import type { Severity } from '@cloudops/spec';
import { readWindow } from '../../../evidence/window.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

const day = 86_400_000;

/** How long a certificate has left. */
export interface Life {
  readonly severity: Severity;
  /** `ended 3 days ago`, `ends in 5 days`. */
  readonly words: string;
  /** Milliseconds left; negative once it has ended. */
  readonly left: number;
}

/** How far ahead to look, milliseconds: the option `window`, 30 days unless stated. */
function horizonOf({ options, now }: Snapshot): number {
  const window = readWindow(options.window ?? 'P30D', now ?? 0);
  return window === null ? 30 * day : window.to - window.from;
}

/**
 * Judges the time left. A certificate that lives for days only is renewed late in its life by whatever made it: it counts
 * from its last third on, as cert-manager renews then.
 * @returns null while there is time.
 */
export function lifeOf(
  snapshot: Snapshot,
  until: number | null,
  options: { readonly from?: number | null; readonly horizon?: number } = {},
): Life | null {
  const { now } = snapshot;
  const { from = null, horizon = horizonOf(snapshot) } = options;
  if (now === null || until === null) return null;
  const left = until - now;
  if (left <= 0) return { severity: 'critical', words: `ended ${inDays(-left)} ago`, left };
  const whole = from === null || from >= until ? Number.POSITIVE_INFINITY : until - from;
  if (left > Math.min(horizon, whole / 3)) return null;
  const words = `ends in ${inDays(left)}`;
  if (left < Math.min(day, whole / 12)) return { severity: 'critical', words, left };
  return { severity: left < Math.min(7 * day, whole / 6) ? 'high' : 'medium', words, left };
}

function inDays(span: number): string {
  const hours = Math.floor(span / 3_600_000);
  if (hours < 1) return 'less than an hour';
  if (hours < 48) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.floor(span / day)} days`;
}
