import { type Action, type Analysis, analysisSchema, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import { analyze, type Topic, topics } from './analyze.ts';
import type { StepEvidence } from './evidence.ts';
import { type StepName, stepNames, stepsSchema, toFacts } from './facts.ts';

/** Input of `prometheus.analyze`. */
export interface AnalyzeInput {
  /** What to judge; all unless stated. */
  readonly topics?: readonly Topic[];
  /** Evidence by the read's name. */
  readonly steps: Partial<Record<StepName, StepEvidence>>;
}

const input: z.ZodType<AnalyzeInput> = z.strictObject({
  topics: z
    .array(z.enum(topics as [Topic, ...Topic[]]))
    .min(1)
    .exactOptional(),
  steps: stepsSchema,
});

/** Without anything read there is nothing to judge by. */
function judge(steps: AnalyzeInput['steps'], output: Analysis): Evidence<Analysis> {
  const read = stepNames.flatMap((name) => steps[name] ?? []);
  const reason = read.find(({ reason: why }) => why !== undefined && why !== null)?.reason;
  const isBlind = read.every(
    ({ status, output: seen }) => status === 'unknown' && (seen === undefined || seen === null),
  );
  if (!isBlind || reason === undefined || reason === null) return { status: 'present', output };
  return { status: 'unknown', reason, output };
}

/** `prometheus.analyze`: what is wrong and why, from what earlier steps read. Sends nothing. */
export const analyzeAction: Action = defineAction<AnalyzeInput, Analysis>({
  name: 'analyze',
  description: 'Judges what was read of a Prometheus: what fires and why, and what keeps alerts from firing.',
  risk: 'read',
  input,
  output: analysisSchema,
  estimatedSec: 0.1,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: async ({ topics: asked = topics, steps }, { target }) =>
    judge(steps, analyze(toFacts(steps, target.name), new Set(asked))),
});
