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
    plan: (question, investigateOptions) => investigate(question, options, { ...investigateOptions, dryRun: true }),
    recordWorld: (investigation, world) => writeWorldRecord(investigation, world, options),
    async close() {
      await options.policy.close();
      await options.journal.close();
      await options.audit.close();
    },
  };
}
