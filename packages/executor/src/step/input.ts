import type { Action, ExpressionEvaluator, ExpressionScope, Step } from '@cloudops/spec';
import { createPlain } from './plain.ts';
import { createUnknown, messageOf, type Outcome } from './settle.ts';

/** A value that was worked out, or why it could not be. */
export type Resolved<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'fault'; readonly outcome: Outcome };

function fault(message: string): { readonly kind: 'fault'; readonly outcome: Outcome } {
  return { kind: 'fault', outcome: createUnknown('invalid', message) };
}

/** Evaluates a `when` or `foreach`, written bare or as one whole `${{ … }}`. */
function evaluate(expressions: ExpressionEvaluator, text: string, scope: ExpressionScope): unknown {
  return text.includes('${{') ? expressions.resolve(text, scope) : expressions.evaluate(text, scope);
}

/** Decides a step's `when`; one that is left out is true. */
export function resolveWhen(step: Step, expressions: ExpressionEvaluator, scope: ExpressionScope): Resolved<boolean> {
  if (step.when === undefined) return { kind: 'value', value: true };
  try {
    const value = evaluate(expressions, step.when, scope);
    if (typeof value === 'boolean') return { kind: 'value', value };
    return fault(`step ${step.id}: when must be true or false, and ${step.when} is neither`);
  } catch (error) {
    return fault(`step ${step.id}: when: ${messageOf(error)}`);
  }
}

/** Works out the list that a `foreach` goes over. */
export function resolveForeach(
  step: Step & { readonly foreach: string },
  expressions: ExpressionEvaluator,
  scope: ExpressionScope,
): Resolved<readonly unknown[]> {
  try {
    const value = evaluate(expressions, step.foreach, scope);
    if (Array.isArray(value)) return { kind: 'value', value };
    return fault(`step ${step.id}: foreach must be a list, and ${step.foreach} is none`);
  } catch (error) {
    return fault(`step ${step.id}: foreach: ${messageOf(error)}`);
  }
}

/** Works out a step's `with` and checks it against the action's input schema. */
export function resolveInput(
  step: Step,
  action: Action,
  expressions: ExpressionEvaluator,
  scope: ExpressionScope,
): Resolved<unknown> {
  const input: Record<string, unknown> = {};
  const toPlain = createPlain(scope);
  for (const [field, written] of Object.entries(step.with)) {
    try {
      input[field] = toPlain(expressions.resolve(written, scope));
    } catch (error) {
      return fault(`step ${step.id}: with.${field}: ${messageOf(error)}`);
    }
  }
  try {
    const checked = action.input.safeParse(input);
    if (checked.success) return { kind: 'value', value: checked.data };
    const issue = checked.error.issues[0];
    return fault(`step ${step.id}: with.${issue?.path.join('.') || '(all)'}: ${issue?.message ?? 'wrong shape'}`);
  } catch (error) {
    return fault(`step ${step.id}: with: ${messageOf(error)}`);
  }
}
