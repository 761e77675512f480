import type { Catalog, IntentOutcome } from '@cloudops/spec';

/** What a parser is given. */
export interface ParseRequest {
  /** Verbatim and untrusted; 1 to 4,000 characters. */
  readonly question: string;
  /** What may be chosen from. */
  readonly catalog: Catalog;
  /** Names of configured environments besides prod, staging and dev. */
  readonly environments: readonly string[];
  /** Milliseconds since the Unix epoch, UTC, that `feb 18-25` and `10:00 to 10:30` are read against; without it they stay unread. */
  readonly now?: number;
  /** Names of the configured providers; with one alone a question need not say which world it means. All unless given. */
  readonly providers?: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Reads a question. It never acts, and what it returns is only ever a choice among loaded playbooks.
 * May be called any number of times.
 */
export interface IntentParser {
  /** Such as `local`. */
  readonly kind: string;
  parse(request: ParseRequest): Promise<IntentOutcome>;
}
