import { firstRow, type Statements } from '../log/database.ts';
import { readSize } from '../log/head.ts';
import type { AnchorReceipt } from './receipts.ts';

/** How much of a log is covered by checkpoints outside, as far as this client knows. */
export type Anchorage =
  | { readonly kind: 'empty' }
  | {
      /** Every record is covered. */
      readonly kind: 'anchored';
      readonly size: number;
      /** Since when: ISO 8601, UTC. */
      readonly at: string;
      /** Names of the anchors that cover all, sorted. */
      readonly by: readonly string[];
    }
  | {
      readonly kind: 'unanchored';
      /** The timestamp of the first record still in the log that no anchor covers: ISO 8601, UTC. */
      readonly since: string;
      /** How many are not covered. */
      readonly records: number;
      /** The receipt that covers most; null when nothing was ever anchored. */
      readonly last: AnchorReceipt | null;
    };

/** The anchorage of a log going by receipts. Of those of more records than the log has, `verify` says what they mean. */
export function toAnchorage(statements: Statements | null, receipts: readonly AnchorReceipt[]): Anchorage {
  const size = statements === null ? 0 : readSize(statements);
  if (statements === null || size === 0) return { kind: 'empty' };
  const usable = receipts.filter((receipt) => receipt.size <= size).sort((left, right) => right.size - left.size);
  const covered = usable[0]?.size ?? 0;
  const newest = usable.filter((receipt) => receipt.size === covered);
  if (covered === size) {
    const at = newest.map((receipt) => receipt.at).sort()[0] ?? '';
    return { kind: 'anchored', size, at, by: newest.map(({ anchor }) => anchor).sort() };
  }
  const time = firstRow(statements, `SELECT time FROM facet WHERE idx >= ${covered} ORDER BY idx LIMIT 1`)?.time;
  const since = new Date(Number(time ?? 0)).toISOString();
  return { kind: 'unanchored', since, records: size - covered, last: usable[0] ?? null };
}
