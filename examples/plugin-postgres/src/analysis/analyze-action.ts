import { type Action, type Analysis, analysisSchema, defineAction, type Evidence } from '@cloudops/spec';
import { z } from 'zod';
import type { Thresholds } from '../settings/thresholds.ts';
import { analyze } from './analyze.ts';
import { type FactSources, stepNames, stepsSchema, toFacts } from './facts.ts';
import { type Topic, topics } from './topics.ts';

/** Input of `postgres.analyze`. */
export interface AnalyzeInput {
  /** What to judge; all unless stated. */
  readonly topics?: readonly Topic[];
  /** Evidence by the read's name. */
  readonly steps: FactSources['steps'];
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

/** `postgres.analyze`: what is wrong and why, from what earlier steps read. Touches no server. */
export function createAnalyzeAction(thresholds: () => Thresholds): Action {
  return defineAction<AnalyzeInput, Analysis>({
    name: 'analyze',
    description:
      'Judges what was read of a PostgreSQL server: causes with their consequences, and what could not be checked.',
    risk: 'read',
    input,
    output: analysisSchema,
    estimatedSec: 0.1,
    estimatedCostUsd: 0,
    permissions: () => [],
    doRun: async ({ topics: asked = topics, steps }, { target }) =>
      judge(steps, analyze(toFacts({ steps, target: target.name, thresholds: thresholds() }), new Set(asked))),
  });
}
