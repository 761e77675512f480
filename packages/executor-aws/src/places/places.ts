import type { UnknownReason } from '@cloudops/spec';
import type { Place } from '../listing/listing.ts';

/** One account, and whether it can be looked at. */
export interface AccountState {
  readonly account: string;
  /** Empty when it has none. */
  readonly name: string;
  readonly status: 'present' | 'unknown';
  readonly reason?: UnknownReason;
}

/** What cannot be looked at; without a region the whole account. */
export interface PlaceGap {
  readonly account: string;
  readonly region: string | null;
  readonly reason: UnknownReason;
}

/** Output of `aws.resolve-places`: where to look. All lists are sorted. */
export interface Places {
  readonly accounts: readonly AccountState[];
  readonly regional: readonly Place[];
  /** For services that answer in one region for all: one for each account. */
  readonly global: readonly Place[];
  readonly gaps: readonly PlaceGap[];
}
