import type { Plan, Provider, Run } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { engineError } from '../errors.ts';
import { createQuestion, type Question } from '../question.ts';
import { readRun } from './read-run.ts';
import { recordFailure } from './refuse.ts';

/** A run of the past that changed something, and the connections to where it did. */
export interface PastRun {
  readonly run: Run;
  readonly question: Question & { readonly plan: Plan };
  readonly providers: readonly Provider[];
}

/**
 * Finds a run that changed something, and lends the connections to where it did.
 * @throws CloudOpsError `RUN_UNKNOWN`, `RUN_NOT_IN_JOURNAL`, `RUN_CHANGED_NOTHING`.
 */
export async function withPastRun<Result>(
  runId: string,
  engine: EngineOptions,
  work: (past: PastRun) => Promise<Result>,
): Promise<Result> {
  const run = await readRun(runId, engine);
  const { plan } = run;
  if (plan.change === undefined) {
    throw engineError(
      'RUN_CHANGED_NOTHING',
      `The run ${runId} only reads: there is nothing to settle or to take back.`,
      [`Read it: cloudops runs show ${runId}`],
    );
  }
  const question = { ...createQuestion(plan.intent.question, engine), intent: plan.intent, plan };
  const names = [...new Set(plan.steps.map(({ provider }) => provider))].sort();
  const providers = await recordFailure(question, () => engine.connect(plan.intent.target.scope, names));
  try {
    return await work({ run, question, providers });
  } finally {
    await Promise.all(providers.map((provider) => provider.close()));
  }
}
