import { CloudOpsError } from '@cloudops/spec';
import type { PolicyProblem } from './policy-problem.ts';

/** Codes of the errors that this package throws. A refused plan is a decision, never an error. */
export type PolicyErrorCode =
  | 'POLICY_INVALID'
  | 'POLICY_NOT_FOUND'
  | 'POLICY_EMPTY'
  | 'POLICY_UNREADABLE'
  | 'POLICY_DATA_INVALID'
  | 'POLICY_CASES_INVALID'
  | 'POLICY_ENGINE_FAILED';

interface PolicyErrorOptions {
  readonly code: PolicyErrorCode;
  readonly message: string;
  readonly nextSteps?: readonly string[];
  readonly cause?: unknown;
}

/** Makes an error whose code is one of {@link PolicyErrorCode}. */
export function createPolicyError(options: PolicyErrorOptions): CloudOpsError {
  return new CloudOpsError(options);
}

/** Makes the error for policies that do not load, naming each place in the order of files. */
export function createInvalidPolicyError(problems: readonly PolicyProblem[]): CloudOpsError {
  const lines = problems.map(formatProblem);
  const fixes = problems.flatMap((problem) => (problem.help === null ? [] : [problem.help]));
  return createPolicyError({
    code: 'POLICY_INVALID',
    message: `Policies do not load: ${lines.join('\n  ')}`,
    nextSteps: [...new Set([...fixes, 'Correct the policy; until then every plan is denied.'])],
  });
}

function formatProblem(problem: PolicyProblem): string {
  const help = problem.help === null ? '' : ` (${problem.help})`;
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}${help}`;
}
