import type { AuditLog } from '@cloudops/audit';
import type { ExecutionEvent, Journal } from '@cloudops/executor';
import type { IntentParser } from '@cloudops/intent';
import type { PolicyEngine } from '@cloudops/policy';
import type { Catalog, Clock, Decision, IntentOutcome, Plan, Principal, Provider, Target } from '@cloudops/spec';

/** What an engine is wired from. Everything that touches the outside comes in here. */
export interface EngineOptions {
  readonly parser: IntentParser;
  readonly catalog: Catalog;
  readonly policy: PolicyEngine;
  /**
   * The providers for an environment; null when neither the question nor the user names one. Called once per
   * question, after the parse. Names must differ.
   * @param names the providers that the chosen playbook needs; others need not be there.
   */
  connect(scope: string | null, names: readonly string[]): Promise<readonly Provider[]>;
  readonly audit: AuditLog;
  readonly journal: Journal;
  /** The time of records and tickets. */
  readonly clock: Clock;
  /** The time that questions are read by, and that steps see and wait by; the same clock unless a recorded world brings its own. */
  readonly executionClock?: Clock;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly principal: Principal;
  /** Names of configured environments, for the parser. */
  readonly environments: readonly string[];
  /** Names of the providers that a question may be about where it does not say, for the parser; any unless given. */
  readonly providers?: readonly string[];
  /**
   * Asked before a change: whether `principal` still holds, as of somebody who signed in. What it cannot establish stops the
   * change; `principal` is taken as it is unless given.
   */
  establishPrincipal?(signal: AbortSignal): Promise<EstablishedPrincipal>;
  /**
   * Whether a place and its namespaces belong to the environment that a plan names them by; everything fits unless given.
   * Asked about changes only.
   */
  environmentOfPlace?(place: PlaceInEnvironment): PlaceFit;
  readonly toolVersion: string;
  /** The machine's name, for the record. */
  readonly host: string;
}

/** Who acts, or why that cannot be told. */
export type EstablishedPrincipal =
  | { readonly kind: 'established'; readonly principal: Principal }
  /** One sentence, with what to do. */
  | { readonly kind: 'doubtful'; readonly why: string };

/** A place as a plan names it. */
export interface PlaceInEnvironment {
  readonly environment: string;
  /** As the place itself says, such as `kubernetes:<uid>` or `aws:<account>`. */
  readonly identity: string;
  /** Namespaces that are written to, sorted; `''` for what has none, such as a node. */
  readonly namespaces: readonly string[];
}

/** Whether a place belongs where a plan says. */
export type PlaceFit =
  | { readonly kind: 'fits' }
  /** The environment that it counts as, and why in a sentence. */
  | { readonly kind: 'mismatch'; readonly environment: string; readonly why: string };

/** What one question may carry besides its words. */
export interface InvestigateOptions {
  readonly signal: AbortSignal;
  /** Inputs given by hand; they win over what the question says. */
  readonly inputs?: Readonly<Record<string, string | number | boolean>>;
  /** Settings that fill inputs nobody gave, where the chosen playbook declares them. */
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** The environment given by hand (`--scope`); wins over the question's. */
  readonly scope?: string;
  /** The playbook given by hand: then nothing is parsed, and the text is only what reports call the question. */
  readonly playbook?: string;
  /** Where a plan may go, where it follows from an earlier run: anywhere unless given. */
  readonly onlyTargets?: readonly Target[];
  /** Plan and decide only. */
  readonly dryRun?: boolean;
  /** Refuse a plan with any step that is not a read. */
  readonly readOnly?: boolean;
  /**
   * Whether outputs leave memory as soon as the journal has them and no later step needs them. The run then holds what its
   * report needs; the report is the same. All of it stays unless stated.
   */
  readonly releaseEvidence?: boolean;
  /** Told of each stage as it ends, for live progress; must not throw. */
  onEvent?(event: EngineEvent): void;
}

/** What an engine tells while it works. */
export type EngineEvent =
  | { readonly kind: 'intent-parsed'; readonly outcome: IntentOutcome }
  | { readonly kind: 'plan-created'; readonly plan: Plan; readonly why: string }
  | { readonly kind: 'plan-decided'; readonly decision: Decision }
  | ExecutionEvent;
