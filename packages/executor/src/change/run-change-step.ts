import type { Step, StepResult } from '@cloudops/spec';
import type { ExecuteOptions } from '../execute-options.ts';
import { tell } from '../step/step-context.ts';
import type { ChangeSequence } from './sequence.ts';

/**
 * Makes one step's change and puts its result among the others; those of earlier changes are replaced when they were taken
 * back, which is told again.
 */
export async function runChangeStep(
  step: Step,
  sequence: ChangeSequence,
  results: Map<string, StepResult>,
  options: ExecuteOptions,
): Promise<void> {
  const needed = step.needs.flatMap((id) => results.get(id) ?? []);
  await sequence.run(step.id, needed);
  for (const { result } of sequence.ends()) {
    const known = results.get(result.step);
    if (known === undefined ? result.step !== step.id : known.digest === result.digest) continue;
    results.set(result.step, result);
    tell(options, { kind: 'step-finished', step: result.step, result });
  }
}
