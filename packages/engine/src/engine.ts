import type { PlanFile } from '@cloudops/spec';
import { applyPlan } from './change/apply.ts';
import { approvePlan, revokeApproval } from './change/approve.ts';
import type {
  ApproveOutcome,
  ApproveRequest,
  ChangeOptions,
  RevokeOutcome,
  RevokeRequest,
  RollbackOptions,
} from './change/change-options.ts';
import { findFix } from './change/plan-fix.ts';
import { recordRefusedFile } from './change/refuse-file.ts';
import { resumeChange } from './change/resume.ts';
import { rollbackChange } from './change/rollback.ts';
import type { EngineOptions, InvestigateOptions } from './engine-options.ts';
import { investigate } from './investigate.ts';
import type { Investigation } from './investigation.ts';
import { type RecordedWorld, writeWorldRecord } from './world-record.ts';

/** The stages in order. One engine answers any number of questions. */
export interface Engine {
  /**
   * Answers a question.
   * @throws CloudOpsError of a stage for broken input or environment: `QUESTION_INVALID`, `INPUT_INVALID`,
   * `AUDIT_…` (then nothing ran), a provider's configuration errors.
   */
  investigate(question: string, options: InvestigateOptions): Promise<Investigation>;
  /**
   * Runs a playbook by name: no question, no parser.
   * @param title what reports and records call it.
   * @throws CloudOpsError as {@link Engine.investigate}, and `PLAYBOOK_UNKNOWN`.
   */
  triage(playbook: string, title: string, options: InvestigateOptions): Promise<Investigation>;
  /** Stops after the decision: the plan and whether it may run. */
  plan(question: string, options: InvestigateOptions): Promise<Investigation>;
  /**
   * Plans a proposal of a stored run: 1 is the first one of the likeliest cause. Changes nothing.
   * @throws CloudOpsError as {@link Engine.investigate}, and `RUN_UNKNOWN`, `FIX_UNKNOWN`, `FIX_NOT_PLANNABLE`.
   */
  planFix(runId: string, fix: number, options: InvestigateOptions): Promise<Investigation>;
  /** Signs somebody's yes to exactly one saved plan, if policy would count it. @throws the signer's errors. */
  approve(file: PlanFile, request: ApproveRequest): Promise<ApproveOutcome>;
  /** Takes back what a key approved of a plan. @throws the signer's errors. */
  revoke(file: PlanFile, request: RevokeRequest): Promise<RevokeOutcome>;
  /** Runs exactly a saved plan, once, or says what moved. @throws CloudOpsError `AUDIT_…` (then nothing ran). */
  apply(file: PlanFile, options: ChangeOptions): Promise<Investigation>;
  /** Looks what became of a run whose process died, and settles it. Begins nothing new. @throws CloudOpsError `RUN_UNKNOWN`, `RUN_CHANGED_NOTHING`. */
  resume(runId: string, options: ChangeOptions): Promise<Investigation>;
  /** Takes back what a finished run changed, as far as nobody else was there since. @throws CloudOpsError `RUN_UNKNOWN`, `RUN_CHANGED_NOTHING`. */
  rollback(runId: string, options: RollbackOptions): Promise<Investigation>;
  /** Records that a file was refused before it could be read as a plan. @param code a word, such as `plan-unreadable`. */
  refusePlanFile(code: string): Promise<void>;
  /**
   * Writes the record that an investigation's answers are kept as a world. To be awaited before the file is written:
   * no record, no file.
   * @throws CloudOpsError `AUDIT_…`.
   */
  recordWorld(investigation: Investigation, world: RecordedWorld): Promise<void>;
  /** Ends what the engine was given to own: policy engine, journal, audit log. May be called twice. */
  close(): Promise<void>;
}

/** Wires the stages. Reads and connects nothing until the first question. */
export function createEngine(options: EngineOptions): Engine {
  return {
    investigate: (question, investigateOptions) => investigate(question, options, investigateOptions),
    triage: (playbook, title, triageOptions) => investigate(title, options, { ...triageOptions, playbook }),
    plan: (question, investigateOptions) => investigate(question, options, { ...investigateOptions, dryRun: true }),
    planFix: (runId, fix, fixOptions) => planFix(runId, fix, options, fixOptions),
    approve: (file, request) => approvePlan(file, request, options),
    revoke: (file, request) => revokeApproval(file, request, options),
    apply: (file, applyOptions) => applyPlan(file, options, applyOptions),
    resume: (runId, resumeOptions) => resumeChange(runId, options, resumeOptions),
    rollback: (runId, rollbackOptions) => rollbackChange(runId, options, rollbackOptions),
    refusePlanFile: (code) => recordRefusedFile(code, options),
    recordWorld: (investigation, world) => writeWorldRecord(investigation, world, options),
    async close() {
      await options.policy.close();
      await options.journal.close();
      await options.audit.close();
    },
  };
}

async function planFix(
  runId: string,
  fix: number,
  engine: EngineOptions,
  options: InvestigateOptions,
): Promise<Investigation> {
  const { playbook, title, inputs, scope, targets } = await findFix(runId, fix, engine);
  return investigate(title, engine, {
    ...options,
    ...{ playbook, dryRun: true, onlyTargets: targets },
    inputs: { ...inputs, ...options.inputs },
    ...(options.scope === undefined && scope !== undefined ? { scope } : {}),
  });
}
