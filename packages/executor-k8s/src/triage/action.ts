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

/** What every login sees, and what is asked only after something was seen: nothing to judge by. */
const tellsNothing = /^(?:access|health|scope|logs|other_\w+)$/;

/** Where nothing could be read there is nothing to judge by. A kind that the cluster does not serve was not read. */
function judge({ steps }: TriageInput, output: Analysis): Evidence<Analysis> {
  const lists = Object.entries(steps).filter(([step]) => !tellsNothing.test(step));
  const reason = lists.find(([, { status }]) => status === 'unknown')?.[1].reason;
  const hasRead = lists.some(([, { status }]) => status === 'present') || output.findings.length > 0;
  return hasRead || reason === undefined || reason === null
    ? { status: 'present', output }
    : { status: 'unknown', reason, output };
}
