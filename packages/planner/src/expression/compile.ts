import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { maximumExpressionLength } from './environment.ts';
import { findGuardProblem } from './guard.ts';
import type { References } from './references.ts';
import { referencesOf } from './references.ts';

/** An expression that parsed, type-checked and holds nothing refused. */
export interface CheckedExpression {
  readonly kind: 'checked';
  readonly tree: ASTNode;
  readonly references: References;
  /** CEL's name of the result's type, such as `bool`, `list` or `dyn`. */
  readonly type: string;
  readonly run: (context: Readonly<Record<string, unknown>>) => unknown;
}

/** Why an expression cannot be used. */
export interface BrokenExpression {
  readonly kind: 'broken';
  readonly message: string;
  /** Where in the expression, in UTF-16 units. */
  readonly offset: number;
}

/** Parses and type-checks one CEL expression. Never throws for bad text. */
export function compile(environment: Environment, expression: string): CheckedExpression | BrokenExpression {
  if (expression.length > maximumExpressionLength) {
    const message = `the expression has ${expression.length} characters; ${maximumExpressionLength} are allowed`;
    return { kind: 'broken', message, offset: maximumExpressionLength };
  }
  try {
    const parsed = environment.parse(expression);
    const problem = findGuardProblem(parsed.ast);
    if (problem !== undefined) return { kind: 'broken', ...problem };
    const checked = parsed.check();
    if (checked.error !== undefined || checked.type === undefined) return broken(checked.error);
    const { references } = referencesOf(parsed.ast);
    return { kind: 'checked', tree: parsed.ast, references, type: checked.type, run: parsed };
  } catch (error) {
    return broken(error);
  }
}

/** What a cel-js error says, without its multi-line excerpt. */
export function celProblem(error: unknown): { readonly message: string; readonly offset: number } {
  const { summary, message, range } = (error ?? {}) as {
    summary?: string;
    message?: string;
    range?: { start: number };
  };
  return { message: readable(summary ?? message ?? 'it cannot be evaluated'), offset: range?.start ?? 0 };
}

function broken(error: unknown): BrokenExpression {
  return { kind: 'broken', ...celProblem(error) };
}

const tokens: Readonly<Record<string, string>> = {
  EQ: '==',
  NE: '!=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  AND: '&&',
  OR: '||',
  NOT: '!',
  PLUS: '+',
  MINUS: '-',
  MULTIPLY: '*',
  DIVIDE: '/',
  MODULO: '%',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: '.',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
};

/** cel-js names tokens by their constants. */
function readable(message: string): string {
  const line = message.replaceAll(/\s+/g, ' ');
  if (/^(Unexpected token: EOF|Expected .*, got EOF)$/.test(line)) return 'the expression ends too early';
  return line.replace(
    /^Unexpected token: ([A-Z]+)$/,
    (_, token: string) => `"${tokens[token] ?? token.toLowerCase()}" has no place here`,
  );
}
