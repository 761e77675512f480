import type { Json } from './json.ts';

/** The names an expression can use. */
export interface ExpressionScope {
  readonly inputs: Readonly<Record<string, Json>>;
  /** By step id: `{ status, output, reason }`. Absent at plan time. */
  readonly steps?: Readonly<Record<string, unknown>>;
  /** The current item of a `foreach`. */
  readonly item?: Json;
}

/**
 * Evaluates CEL, bounded and without I/O. Made by the planner package; the executor is handed one, so that both
 * mean the same and neither imports the other.
 */
export interface ExpressionEvaluator {
  /**
   * Replaces every `${{ … }}` in a value; a string that is one whole expression becomes that expression's value.
   * @throws CloudOpsError `EXPRESSION_FAILED` naming the expression.
   */
  resolve(value: Json, scope: ExpressionScope): unknown;
  /** Evaluates one bare CEL expression. @throws CloudOpsError `EXPRESSION_FAILED`. */
  evaluate(expression: string, scope: ExpressionScope): unknown;
}
