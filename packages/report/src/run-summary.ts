import type { ParserUse, Run, Target } from '@cloudops/spec';

/** What reading the question cost. */
export interface LlmUse {
  readonly provider: string;
  readonly model: string;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cost_usd: number;
}

/** What differs between two runs over the same evidence; shown beside a report, never in it. */
export interface RunSummary {
  /** Null when nothing ran. */
  readonly id: string | null;
  /** Null when there is no plan. */
  readonly plan_id: string | null;
  readonly audit_ids: readonly string[];
  /** ISO 8601, UTC. */
  readonly started_at: string;
  readonly duration_ms: number;
  /** API requests by provider. */
  readonly calls: Readonly<Record<string, number>>;
  /** Null when no model was asked. */
  readonly llm: LlmUse | null;
  /** Where it looked; empty when nothing was to be looked at. */
  readonly targets: readonly Target[];
  /** What policy wants said aloud though it allowed the run. */
  readonly warnings?: readonly string[];
}

/** What a run does not know about itself. */
export interface RunSummaryOptions {
  readonly audit_ids: readonly string[];
}

/** The summary of a run, its times and model use taken from the run itself. */
export function createRunSummary(run: Run, options: RunSummaryOptions): RunSummary {
  const duration = Date.parse(run.finished_at) - Date.parse(run.started_at);
  return {
    id: run.id,
    plan_id: run.plan.id,
    audit_ids: options.audit_ids,
    started_at: run.started_at,
    // A clock that was set back during the run must not give a negative duration.
    duration_ms: Number.isFinite(duration) ? Math.max(0, duration) : 0,
    calls: run.calls,
    llm: toLlmUse(run.plan.intent.parser),
    targets: run.plan.targets,
  };
}

/** What a parser used of a model; null when it asked none. */
export function toLlmUse(parser: ParserUse): LlmUse | null {
  if (parser.model === undefined) return null;
  return {
    provider: parser.kind,
    model: parser.model,
    input_tokens: parser.input_tokens ?? 0,
    output_tokens: parser.output_tokens ?? 0,
    cost_usd: parser.cost_usd ?? 0,
  };
}
