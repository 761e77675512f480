import type { CedarModule } from './cedar.ts';
import { compareText } from './policy-problem.ts';
import type { Answer, Question } from './policy-set.ts';

/**
 * Asks a preparsed policy set one question. Fails closed: Cedar skips a policy whose evaluation fails, a forbid too,
 * so any error makes the answer a no.
 * @param names what policies and schema were preparsed under
 */
export function askCedar(
  cedar: CedarModule,
  names: { readonly policies: string; readonly schema: string },
  question: Question,
): Answer {
  try {
    const answer = cedar.statefulIsAuthorized({
      ...question,
      entities: [...question.entities],
      preparsedPolicySetId: names.policies,
      preparsedSchemaName: names.schema,
      validateRequest: true,
    });
    if (answer.type !== 'success') {
      return failed(
        [],
        answer.errors.map((error) => error.message),
      );
    }
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length > 0) {
      return failed(
        diagnostics.errors.map((error) => error.policyId),
        diagnostics.errors.map((error) => error.error.message),
      );
    }
    return { allow: decision === 'allow', by: [...diagnostics.reason].sort(compareText), errors: [] };
  } catch (error) {
    return failed([], [error instanceof Error ? error.message : String(error)]);
  }
}

function failed(by: readonly string[], messages: readonly string[]): Answer {
  const errors = messages.length === 0 ? ['Cedar failed without saying why'] : [...new Set(messages)].sort(compareText);
  return { allow: false, by: [...by].sort(compareText), errors };
}
