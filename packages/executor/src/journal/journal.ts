import type { Envelope, Plan, Run, RunStatus, StepResult } from '@cloudops/spec';
import type { SerializedOutput } from '../step/output.ts';
import type { BudgetAmounts, BudgetLimit, BudgetReservation, BudgetSpending } from './budget.ts';
import type { ChangeIntent, ChangeRecord } from './change-record.ts';
import type { ChangeMove } from './change-rows.ts';
import type { RunHold } from './run-hold.ts';

/** A run as it begins. */
export interface RunBeginning {
  readonly id: string;
  readonly plan: Plan;
  /** ISO 8601, UTC. */
  readonly started_at: string;
  /** Id of the principal that the plan was decided for. */
  readonly principal?: string;
  /** What policy counted. */
  readonly approvals?: readonly Envelope[];
  /** The run whose changes this one takes back. Such a run does not use its plan up: the other one did. */
  readonly rolls_back?: string;
}

/** A run's beginning, read back. */
export interface FoundBeginning extends RunBeginning {
  /** Whether a live process holds the run while it is at it: one that changes something or sets budgets aside. */
  readonly is_held: boolean;
}

/** What must be free for a run to begin, taken with its beginning or not at all. */
export interface RunClaims {
  readonly reservation?: BudgetReservation;
  /** The steps whose objects are locked; all that change something unless stated. */
  readonly steps?: readonly string[];
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
  /** Changes of which nobody knows how they ended, or that go on; left out when there are none. */
  readonly unsettled?: number;
  /** The run whose changes this one took back; left out otherwise. */
  readonly rolls_back?: string;
}

/** What the journal has of a run. */
export type RunLookup =
  | { readonly kind: 'found'; readonly outcome: RunOutcome; readonly run: Run }
  | { readonly kind: 'absent' };

/** What is written with a run's end, all or nothing. */
export interface RunEnding {
  /** Steps that change something: their results replace what was kept before. */
  readonly changes?: readonly string[];
  /** Those of them whose objects stay locked, since nobody knows how they ended. */
  readonly unsettled?: readonly string[];
  /** What was used of the budgets; what is left out counts as it was set aside. */
  readonly spent?: Partial<BudgetAmounts>;
}

/** Which run used a plan up. */
export interface PlanUse {
  readonly run_id: string;
  /** ISO 8601, UTC. */
  readonly used_at: string;
}

/** How long runs of a playbook took. */
export interface TypicalDuration {
  readonly median_ms: number;
  /** How many runs that is the median of; 1 at least. */
  readonly runs: number;
}

/**
 * Where runs, their evidence and the use of tickets are kept. Every method throws a CloudOpsError with a `JOURNAL_…` code
 * when it cannot do its work; none loses anything silently.
 */
export interface Journal {
  /**
   * Writes down that a run begins; durable when it returns. In the same transaction, for a plan that changes something: uses
   * the plan up, locks the objects, sets budgets aside.
   * @throws CloudOpsError `PLAN_USED`, `OBJECT_LOCKED`, `BUDGET_EXCEEDED`; nothing is written then.
   */
  begin(run: RunBeginning, claims?: RunClaims): Promise<void>;
  /**
   * Keeps a step's result and its output. Survives the end of the process when it returns, a power cut from `finish` on.
   * May be called again for the same step with the same result.
   * @param serialized the output's bytes, when the caller has them already.
   */
  stepFinished(runId: string, result: StepResult, serialized?: SerializedOutput): Promise<void>;
  /**
   * Writes down how a run ended; durable, evidence included, when it returns. Lets go of its locks but those of unsettled
   * changes, and settles its budgets. May be called again, as for a run that is resumed.
   */
  finish(run: Run, ending?: RunEnding): Promise<void>;
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
  /** What a run was begun with; undefined for one that is not there. */
  findBeginning(runId: string): Promise<FoundBeginning | undefined>;
  /** Which run used a plan up; undefined while none did. Advice: `begin` decides. */
  findPlanUse(planId: string): Promise<PlanUse | undefined>;
  /**
   * Takes the right to act on a run, before it begins or is resumed. Ends with the process.
   * @returns undefined while somebody else has it, who is alive.
   */
  hold(runId: string): Promise<RunHold | undefined>;
  /** Writes down that a change is about to be made; durable, its observation included, when it returns. */
  changeIntended(intent: ChangeIntent): Promise<void>;
  /** Writes down how far a change came; durable when it returns. */
  changeMoved(move: ChangeMove): Promise<void>;
  /** All changes of a run that were ever meant to be made, sorted by step. */
  listChanges(runId: string): Promise<readonly ChangeRecord[]>;
  /** What is used up of each limit, in its window. */
  readSpending(limits: readonly BudgetLimit[]): Promise<readonly BudgetSpending[]>;
  /** How long the last hundred completed runs of a playbook took; undefined without any. */
  typicalDuration(playbookId: string): Promise<TypicalDuration | undefined>;
  /** Closes the database. May be called twice. */
  close(): Promise<void>;
}
