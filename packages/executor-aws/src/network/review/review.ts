/** One finding that somebody looked at and accepts, for a time. */
export interface ReviewedException {
  /** A finding code. */
  readonly code: string;
  /** A resource's id, or `Kind/id`; `*` stands for any run of characters. */
  readonly resource: string;
  /** Null = every account. */
  readonly account: string | null;
  /** Null = every region. */
  readonly region: string | null;
  readonly reason: string;
  readonly reviewer: string;
  /** Last day on which it holds, `YYYY-MM-DD`, UTC. */
  readonly expires: string;
  /** Whether that day was over when the file was read. */
  readonly expired: boolean;
  /** Where it stands, as `file:line`. */
  readonly at: string;
}

/** The rules of one group as somebody approved them. */
export interface BaselineGroup {
  readonly account: string;
  readonly region: string;
  readonly vpc_id: string;
  readonly name: string;
  /** Rules in words, such as `in tcp 22 from 10.0.0.0/8`, sorted. */
  readonly rules: readonly string[];
}

/** Rules of all groups as somebody approved them. */
export interface Baseline {
  readonly format: 'cloudops/network-baseline/v1';
  /** ISO 8601. */
  readonly approved_at: string;
  readonly approved_by: string;
  /** `account/region` that were read for it; groups elsewhere are not held against it. */
  readonly places: readonly string[];
  /** By group id. */
  readonly groups: Readonly<Record<string, BaselineGroup>>;
}

/** What `aws.review` reads. */
export interface Review {
  readonly exceptions: readonly ReviewedException[];
  /** Null when nobody approved one yet. */
  readonly baseline: Baseline | null;
}

/** Something in a review file that cannot be understood. */
export interface ReviewProblem {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}
