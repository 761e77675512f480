import type { ExpressionEvaluator, ExpressionScope, Json } from '@cloudops/spec';
import { CloudOpsError } from '@cloudops/spec';
import { expressionFailed } from '../errors.ts';
import { WorkBudget } from './budget.ts';
import { type ExpressionCheck, toCheck } from './check-expression.ts';
import { type BrokenExpression, type CheckedExpression, celProblem, compile } from './compile.ts';
import { createEnvironment } from './environment.ts';
import { meter } from './meter.ts';
import { parseTemplate, type TemplatePart, wholeExpression } from './template.ts';
import { toJson, yieldsJson } from './to-json.ts';

/** An evaluator, and the check of the same expressions; what one compiled the other finds. */
export interface ExpressionTools {
  readonly evaluator: ExpressionEvaluator;
  /** See `checkExpression`. */
  readonly check: (expression: string) => ExpressionCheck;
}

interface Program {
  readonly result: CheckedExpression | BrokenExpression;
  /** See {@link yieldsJson}. */
  readonly yieldsJson: boolean;
}

/**
 * Makes an evaluator of CEL with the Kubernetes functions `quantity`, `ip`, `cidr` and the collection functions `sum`,
 * `top`, `group`. Keeps compiled expressions; not shared between evaluators. No I/O, no clock; bounded in time.
 */
export function createExpressionEvaluator(): ExpressionEvaluator {
  return createExpressionTools().evaluator;
}

/** Makes an evaluator and a checker with one CEL environment and one store of compiled expressions. */
export function createExpressionTools(): ExpressionTools {
  const budget = new WorkBudget();
  const environment = createEnvironment(budget);
  const programs = new Map<string, Program>();

  function programOf(expression: string): Program {
    const known = programs.get(expression);
    if (known !== undefined) return known;
    const result = compile(environment, expression);
    if (result.kind === 'checked') meter(result.tree, budget);
    const program = { result, yieldsJson: result.kind === 'checked' && yieldsJson(result.tree) };
    programs.set(expression, program);
    return program;
  }

  function evaluate(expression: string, scope: ExpressionScope): unknown {
    const program = programOf(expression);
    const { result } = program;
    if (result.kind === 'broken') throw expressionFailed(expression, `${result.message} (at ${result.offset + 1})`);
    budget.reset();
    const value = run(result, expression, scope);
    if (budget.problem !== undefined) throw expressionFailed(expression, budget.problem);
    if (program.yieldsJson) return value;
    const outcome = toJson(value);
    if (outcome.kind === 'not-json') throw expressionFailed(expression, outcome.problem);
    return outcome.value;
  }

  const resolve: ExpressionEvaluator['resolve'] = (value, scope) =>
    resolveValue(value, (expression) => evaluate(expression, scope));
  return { evaluator: { evaluate, resolve }, check: (expression) => toCheck(programOf(expression).result) };
}

function run(checked: CheckedExpression, expression: string, scope: ExpressionScope): unknown {
  try {
    return checked.run(contextOf(scope));
  } catch (error) {
    const message = CloudOpsError.isInstance(error) ? innerProblem(error) : celProblem(error).message;
    throw expressionFailed(expression, message, error);
  }
}

function innerProblem(error: CloudOpsError): string {
  return error.message.replace(/^Expression ".*?" failed: /s, '');
}

function contextOf(scope: ExpressionScope): Readonly<Record<string, unknown>> {
  return {
    inputs: scope.inputs,
    ...(scope.steps === undefined ? {} : { steps: scope.steps }),
    ...(scope.item === undefined ? {} : { item: scope.item }),
  };
}

type Evaluate = (expression: string) => unknown;

function resolveValue(value: Json, evaluate: Evaluate): unknown {
  if (typeof value === 'string') return resolveString(value, evaluate);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => resolveValue(item, evaluate));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, resolveValue(child, evaluate)]));
}

function resolveString(text: string, evaluate: Evaluate): unknown {
  if (!text.includes('${{')) return text;
  const template = parseTemplate(text);
  if (template.kind === 'broken') throw expressionFailed(text, template.message);
  const whole = wholeExpression(template.parts);
  if (whole !== undefined) return evaluate(whole.text);
  return template.parts.map((part) => interpolate(part, evaluate)).join('');
}

function interpolate(part: TemplatePart, evaluate: Evaluate): string {
  if (part.kind === 'text') return part.text;
  const value = evaluate(part.text);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
  throw expressionFailed(part.text, `${found} cannot stand inside text; only text, numbers and booleans can`);
}
