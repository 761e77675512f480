import { WorkBudget } from './budget.ts';
import { type BrokenExpression, type CheckedExpression, compile } from './compile.ts';
import { createEnvironment } from './environment.ts';
import type { References } from './references.ts';

/** Whether a text is an expression that can be used, and what it mentions. */
export type ExpressionCheck =
  | {
      readonly kind: 'valid';
      /** CEL's name of the result's type, such as `bool`, `list` or `dyn`. */
      readonly type: string;
      readonly references: References;
    }
  | {
      readonly kind: 'invalid';
      readonly message: string;
      /** Where in the expression, in UTF-16 units. */
      readonly offset: number;
    };

/** Checks one bare CEL expression without evaluating it: syntax, types, names, and what is refused. Never throws. */
export function checkExpression(expression: string): ExpressionCheck {
  return toCheck(compile(createEnvironment(new WorkBudget()), expression));
}

/** {@link checkExpression} for many expressions: makes its CEL environment once and keeps what it has checked. */
export function createExpressionChecker(): (expression: string) => ExpressionCheck {
  const environment = createEnvironment(new WorkBudget());
  const known = new Map<string, ExpressionCheck>();
  return (expression) => {
    const check = known.get(expression) ?? toCheck(compile(environment, expression));
    known.set(expression, check);
    return check;
  };
}

/** The ids of the steps that a bare CEL expression mentions, sorted; empty for a text that is no valid expression. */
export function stepReferences(expression: string): readonly string[] {
  const check = checkExpression(expression);
  return check.kind === 'valid' ? check.references.steps : [];
}

/** The public form of a compilation. */
export function toCheck(result: CheckedExpression | BrokenExpression): ExpressionCheck {
  if (result.kind === 'broken') return { kind: 'invalid', message: result.message, offset: result.offset };
  return { kind: 'valid', type: result.type, references: result.references };
}
