/** The shape of a change of a series. */
export type ChangeShape = 'spike' | 'step' | 'ramp' | 'new';

/** A change of one series. Amounts in millionths of a currency unit. */
export interface Change {
  readonly shape: ChangeShape;
  /** Index of the first day. */
  readonly start: number;
  /** Index after the last day. */
  readonly end: number;
  /** What it added from `start` to the end of the series. */
  readonly delta: number;
  /** The most that it added on one day. */
  readonly daily: number;
  /** What those days would have cost, on average. */
  readonly normal: number;
  /** What the days before show, in words for a person. */
  readonly habit: string;
  /** What it added on each day of the series. */
  readonly added: readonly number[];
}

/** What counts as a change worth a word. Amounts in millionths of a currency unit. */
export interface Materiality {
  /** It must have added this much by the last complete day. */
  readonly total: number;
  /** And this share of what is normal. */
  readonly share: number;
}
