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
    recordWorld: (investigation, world) => writeWorldRecord(investigation, world, options),
    async close() {
      await options.policy.close();
      await options.journal.close();
      await options.audit.close();
    },
  };
}
