import { bareExpression, type ExpressionCheck, nearestHint, parseTemplate, type References } from '@cloudops/planner';
import type { Json, Playbook, PlaybookStep } from '@cloudops/spec';
import type { PlaybookProblem } from '../problem.ts';
import type { Path, SourceFile } from '../source/source-file.ts';

/** What the expressions of one step are checked with. */
export interface ExpressionContext {
  readonly playbook: Playbook;
  readonly source: SourceFile;
  readonly check: (expression: string) => ExpressionCheck;
  /** Collects what is wrong. */
  readonly problems: PlaybookProblem[];
}

interface Place {
  readonly path: Path;
  /** Where the expression begins in the string at `path`. */
  readonly offset: number;
  readonly hasItem: boolean;
  /** Result types that fit here; empty for any. */
  readonly types: readonly string[];
}

/** Checks `when`, `foreach` and every `${{ … }}` in `with`. @returns the ids of the steps that are mentioned. */
export function checkStepExpressions(step: PlaybookStep, path: Path, context: ExpressionContext): readonly string[] {
  const mentioned = new Set<string>();
  const visit = (expression: string, place: Place) => {
    for (const id of checkOne(expression, place, context)?.steps ?? []) mentioned.add(id);
  };
  for (const [key, types] of [
    ['when', ['bool']],
    ['foreach', ['list']],
  ] as const) {
    const text = step[key];
    if (text === undefined) continue;
    const { expression, offset } = bareExpression(text);
    visit(expression, { path: [...path, key], offset, hasItem: false, types });
  }
  visitTemplates(step.with ?? {}, [...path, 'with'], context, (expression, templatePath, offset) => {
    visit(expression, { path: templatePath, offset, hasItem: step.foreach !== undefined, types: [] });
  });
  return [...mentioned].sort();
}

function visitTemplates(
  value: Json,
  path: Path,
  context: ExpressionContext,
  visit: (expression: string, path: Path, offset: number) => void,
): void {
  if (typeof value === 'string') {
    const template = parseTemplate(value);
    if (template.kind === 'broken') {
      const spot = { offset: template.offset };
      context.problems.push(context.source.problemAt(path, template.message, 'close it with }}', spot));
      return;
    }
    for (const part of template.parts) if (part.kind === 'expression') visit(part.text, path, part.offset);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    visitTemplates(child, [...path, Array.isArray(value) ? Number(key) : key], context, visit);
  }
}

function checkOne(expression: string, place: Place, context: ExpressionContext): References | undefined {
  const result = context.check(expression);
  const report = (message: string, hint: string, within: number) => {
    const spot = { offset: place.offset + Math.max(within, 0) };
    context.problems.push(context.source.problemAt(place.path, message, hint, spot));
  };
  if (result.kind === 'invalid') {
    report(`in the expression: ${result.message}`, 'correct the expression', result.offset);
    return undefined;
  }
  const { references } = result;
  const inputs = Object.keys(context.playbook.inputs);
  for (const name of references.inputs.filter((input) => !inputs.includes(input))) {
    const hint = nearestHint(name, inputs, 'declare it under inputs');
    report(`there is no input "${name}"`, hint, positionOf(expression, 'inputs', name));
  }
  const steps = context.playbook.steps.map((step) => step.id);
  for (const id of references.steps.filter((step) => !steps.includes(step))) {
    report(`there is no step "${id}"`, nearestHint(id, steps, 'add the step'), positionOf(expression, 'steps', id));
  }
  if (references.item && !place.hasItem) {
    report('"item" has a meaning only in "with" of a step with foreach', 'add foreach', expression.search(/\bitem\b/));
  }
  if (place.types.length > 0 && !fits(result.type, place.types)) {
    report(`it must yield ${place.types.join(' or ')}, but yields ${result.type}`, 'correct the expression', 0);
  }
  return references;
}

function fits(type: string, types: readonly string[]): boolean {
  return type === 'dyn' || types.some((wanted) => type === wanted || type.startsWith(`${wanted}<`));
}

function positionOf(expression: string, root: string, name: string): number {
  return expression.search(new RegExp(`\\b${root}\\s*[.[]\\s*["']?${name.replace(/\W/g, '\\$&')}\\b`));
}
