import type { ExpressionEvaluator, Json } from '@cloudops/spec';
import { CloudOpsError } from '@cloudops/spec';
import type { ExpressionCheck } from '../expression/check-expression.ts';
import type { References } from '../expression/references.ts';
import { opening, parseTemplate } from '../expression/template.ts';
import type { PlanProblem } from './problem.ts';

/** What the expressions of one step are read with. */
export interface ExpressionReader {
  readonly inputs: Readonly<Record<string, Json>>;
  readonly evaluator: ExpressionEvaluator;
  readonly check: (expression: string) => ExpressionCheck;
  /** Whether `item` has a meaning here. */
  readonly hasItem: boolean;
  /** Collects the ids of the steps that are mentioned. */
  readonly needs: Set<string>;
  /** Collects what is wrong. */
  readonly problems: PlanProblem[];
}

/** Replaces each string whose expressions mention inputs only; a string that needs a step or an item stays as written. */
export function resolveTemplates(value: Json, where: string, reader: ExpressionReader): Json {
  if (typeof value === 'string') return resolveString(value, where, reader);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => resolveTemplates(item, `${where}.${index}`, reader));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, resolveTemplates(child, `${where}.${key}`, reader)]),
  );
}

/** Checks an expression and notes the steps that it mentions; undefined, with a problem noted, when it is broken. */
export function referencesIn(expression: string, where: string, reader: ExpressionReader): References | undefined {
  const check = reader.check(expression);
  if (check.kind === 'invalid') {
    report(reader, where, `"${expression}": ${check.message}`, 'correct the expression in the playbook');
    return undefined;
  }
  if (check.references.item && !reader.hasItem) {
    report(reader, where, `"${expression}" uses item, which only "with" of a step with foreach has`, 'add foreach');
  }
  for (const id of check.references.steps) reader.needs.add(id);
  return check.references;
}

/** Evaluates; a failure becomes a problem and undefined. */
export function attempt(where: string, reader: ExpressionReader, evaluate: () => unknown): unknown {
  try {
    return evaluate();
  } catch (error) {
    if (!CloudOpsError.isInstance(error)) throw error;
    report(reader, where, error.message, 'check the inputs that it uses');
    return undefined;
  }
}

/** Notes a problem. */
export function report(reader: ExpressionReader, where: string, message: string, hint: string): void {
  reader.problems.push({ where, message, hint });
}

/** A value as short JSON, for a sentence. */
export function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 39).toWellFormed()}…`;
}

function resolveString(text: string, where: string, reader: ExpressionReader): Json {
  const template = parseTemplate(text);
  if (template.kind === 'broken') {
    report(reader, where, template.message, 'close it with }}');
    return text;
  }
  const expressions = template.parts.filter((part) => part.kind === 'expression');
  const references = expressions.map((part) => referencesIn(part.text, where, reader));
  const isLater = references.some((found) => found === undefined || found.steps.length > 0 || found.item);
  if (expressions.length === 0 || isLater) return text;
  const value = attempt(where, reader, () => reader.evaluator.resolve(text, { inputs: reader.inputs }));
  // A template left in a plan is evaluated at run time: an input must never be able to put one there.
  if (holdsTemplate(value)) {
    report(reader, where, 'an input holds the start of an expression', `give the input without "${opening}"`);
  }
  return (value ?? null) as Json;
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(opening);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, child]) => key.includes(opening) || holdsTemplate(child));
}
