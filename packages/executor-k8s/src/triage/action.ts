import { type Action, type Analysis, analysisSchema, defineAction, type Evidence } from '@cloudops/spec';
import { triage } from './analyze.ts';
import { type TriageInput, triageInputSchema } from './input.ts';

/** `kubernetes.triage`: what is wrong and which of it is the cause, from what earlier steps saw. Touches no cluster. */
export const triageAction: Action = defineAction<TriageInput, Analysis>({
  name: 'triage',
  description:
    'Runs the analyzers over what was read: ranked causes with their consequences, and what could not be checked.',
  risk: 'read',
  input: triageInputSchema,
  output: analysisSchema,
  estimatedSec: 0.2,
  estimatedCostUsd: 0,
  permissions: () => [],
  doRun: (input, { target }) => Promise.resolve(judge(input, triage(input, target.name))),
});

/** Where not one list could be read there is nothing to judge by. */
function judge({ steps }: TriageInput, output: Analysis): Evidence<Analysis> {
  const lists = Object.values(steps).filter(({ status }) => status !== 'skipped');
  const reason = lists.find(({ status }) => status === 'unknown')?.reason;
  if (lists.some(({ status }) => status !== 'unknown') || reason === undefined || reason === null) {
    return { status: 'present', output };
  }
  return { status: 'unknown', reason, output };
}
