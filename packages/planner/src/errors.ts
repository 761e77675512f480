import { CloudOpsError } from '@cloudops/spec';

/** Every code that this package throws. */
export type PlannerErrorCode = 'EXPRESSION_FAILED' | 'PLAN_NOT_SEALED';

/**
 * An error about one expression.
 * @param expression the CEL text, shown shortened and on one line.
 * @param problem what is wrong, without a full stop at the end.
 */
export function expressionFailed(expression: string, problem: string, cause?: unknown): CloudOpsError {
  const code: PlannerErrorCode = 'EXPRESSION_FAILED';
  return new CloudOpsError({
    code,
    message: `Expression "${shorten(expression)}" failed: ${problem}`,
    nextSteps: [
      'Check the expression in the playbook: `cloudops playbooks validate <file>` names its line and column.',
    ],
    cause,
  });
}

function shorten(expression: string): string {
  const line = expression.replace(/\s+/g, ' ').trim();
  return line.length <= 120 ? line : `${line.slice(0, 119)}…`;
}

/** A plan that cannot be bound to what a provider saw. */
export function planNotSealed(): CloudOpsError {
  const code: PlannerErrorCode = 'PLAN_NOT_SEALED';
  return new CloudOpsError({
    code,
    message:
      'The plan cannot be made: the name of an object it would change is no valid text, or a number that came with it is none.',
    nextSteps: ['Rename the object whose name cannot be read, or report the provider that sent the number.'],
  });
}
