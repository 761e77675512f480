import type { Plan, Run, RunStatus, StepResult } from '@cloudops/spec';
import type { SerializedOutput } from '../step/output.ts';

/** A run as it begins. */
export interface RunBeginning {
  readonly id: string;
  readonly plan: Plan;
  /** ISO 8601, UTC. */
  readonly started_at: string;
}

/** How a run ended; `outcome unknown` = it never said, since its process died or is still at it. */
export type RunOutcome = RunStatus | 'outcome unknown';

/** One line of the list of runs. */
export interface RunSummary {
  readonly id: string;
  readonly plan_id: string;
  /** The playbook's id. */
  readonly playbook: string;
  /** Verbatim; untrusted text. */
  readonly question: string;
  readonly outcome: RunOutcome;
  readonly started_at: string;
  /** Null while the outcome is unknown. */
  readonly finished_at: string | null;
  /** Steps that were journaled. */
  readonly steps: number;
  /** Steps that stayed unknown. */
  readonly unknown: number;
  /** Whether it finished and all its evidence is there, so that its report can be made again without a cloud. */
  readonly replayable: boolean;
}

/** What the journal has of a run. */
export type RunLookup =
  | { readonly kind: 'found'; readonly outcome: RunOutcome; readonly run: Run }
  | { readonly kind: 'absent' };

/**
 * Where runs, their evidence and the use of tickets are kept. Every method throws a CloudOpsError with a `JOURNAL_…` code
 * when it cannot do its work; none loses anything silently.
 */
export interface Journal {
  /** Writes down that a run begins; durable when it returns. */
  begin(run: RunBeginning): Promise<void>;
  /**
   * Keeps a step's result and its output. Survives the end of the process when it returns, a power cut from `finish` on.
   * May be called again for the same step with the same result.
   * @param serialized the output's bytes, when the caller has them already.
   */
  stepFinished(runId: string, result: StepResult, serialized?: SerializedOutput): Promise<void>;
  /** Writes down how a run ended; durable, evidence included, when it returns. */
  finish(run: Run): Promise<void>;
  /** The most recent runs first; 20 unless stated. */
  list(options?: { readonly last?: number }): Promise<readonly RunSummary[]>;
  /**
   * Reads a run back, evidence included. One whose outcome is unknown has the steps that were journaled; the others are
   * unknown with reason `interrupted`.
   * @throws CloudOpsError `EVIDENCE_CORRUPT` when an output is gone or is not what its digest says.
   */
  get(runId: string): Promise<RunLookup>;
  /** Uses a ticket up. @returns true for the first use, in whichever process; durable when it returns. */
  useTicket(nonce: string): Promise<boolean>;
  /** Closes the database. May be called twice. */
  close(): Promise<void>;
}
