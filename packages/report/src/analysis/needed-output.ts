import { changeOutcomeSchema, type Json, type StepResult } from '@cloudops/spec';
import { foreachItems, isAnalysisShaped } from './collect.ts';

/**
 * What a report needs of a step's output: analyses and outcomes of changes as they are, of the items of a `foreach` step what became of each, of
 * anything else that it was there. A report of results with these outputs is the same, byte for byte.
 * @returns undefined where there was no output.
 */
export function neededOutput({ output }: Pick<StepResult, 'output'>): Json | undefined {
  return output === undefined ? undefined : needed(output);
}

function needed(output: Json): Json {
  const items = foreachItems(output);
  if (items === null) return isAnalysisShaped(output) || changeOutcomeSchema.safeParse(output).success ? output : null;
  return {
    items: items.map(({ status, reason, output: part }) => ({
      item: null,
      status: status ?? null,
      ...(reason === undefined ? {} : { reason }),
      // A part of a part is never looked into.
      ...(part === undefined ? {} : { output: isAnalysisShaped(part) ? part : null }),
    })),
  };
}
