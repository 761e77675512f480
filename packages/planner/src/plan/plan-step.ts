import type { ActionDescriptor, PlaybookStep, RiskLevel, Step } from '@cloudops/spec';
import { bareExpression } from '../expression/template.ts';
import { assertWhole } from './change-step.ts';
import { attempt, type ExpressionReader, referencesIn, report, resolveTemplates, shown } from './resolve-templates.ts';

/** What one written step becomes. */
export type StepOutcome =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'skipped'; readonly id: string; readonly why: string };

const risks: readonly RiskLevel[] = ['read', 'write', 'delete'];

/** For a step that states no time-out, in seconds. */
const defaultTimeoutSec = 60;

/** Whether a risk is lower than another. */
export function isLowerRisk(risk: RiskLevel, than: RiskLevel): boolean {
  return risks.indexOf(risk) < risks.indexOf(than);
}

/** The risk of an action in one written step: lower than its own where the values that the step writes say so. */
export function actionRisk(written: PlaybookStep, action: ActionDescriptor): RiskLevel {
  const values = written.with ?? {};
  const fits = (action.lower_risks ?? []).find(({ with: wanted }) =>
    Object.entries(wanted).every(([name, value]) => Object.hasOwn(values, name) && values[name] === value),
  );
  return fits?.risk ?? action.risk;
}

/** Plans one step. Adds to the reader's problems; what it returns is of use only when there are none. */
export function planStep(written: PlaybookStep, action: ActionDescriptor, reader: ExpressionReader): StepOutcome {
  const where = `steps.${written.id}`;
  const when = planCondition(written, `${where}.when`, reader);
  if (when.kind === 'never') return { kind: 'skipped', id: written.id, why: when.why };
  const foreach = planForeach(written, `${where}.foreach`, reader);
  const itemReader = { ...reader, hasItem: foreach !== undefined };
  const input = Object.entries(written.with ?? {}).map(
    ([key, value]) => [key, resolveTemplates(value, `${where}.with.${key}`, itemReader)] as const,
  );
  const risk = riskOf(written, action, reader);
  const step: Step = {
    id: written.id,
    title: written.title ?? action.description,
    action: written.action,
    provider: action.provider,
    with: Object.fromEntries(input),
    needs: [...new Set([...(written.needs ?? []), ...reader.needs])].sort(),
    ...(when.kind === 'later' ? { when: when.expression } : {}),
    ...(foreach === undefined ? {} : { foreach }),
    risk_level: risk,
    timeout_sec: written.timeout_sec ?? defaultTimeoutSec,
    // A write whose answer got lost may have happened: only reads are tried again unasked.
    retry: { attempts: written.retry?.attempts ?? (risk === 'read' ? 3 : 1) },
  };
  assertWhole(step, reader);
  return { kind: 'step', step };
}

type Condition =
  | { readonly kind: 'always' }
  | { readonly kind: 'never'; readonly why: string }
  | { readonly kind: 'later'; readonly expression: string };

function planCondition(written: PlaybookStep, where: string, reader: ExpressionReader): Condition {
  if (written.when === undefined) return { kind: 'always' };
  const { expression } = bareExpression(written.when);
  const references = referencesIn(expression, where, reader);
  if (references === undefined || references.steps.length > 0) return { kind: 'later', expression };
  const value = attempt(where, reader, () => reader.evaluator.evaluate(expression, { inputs: reader.inputs }));
  if (value === true) return { kind: 'always' };
  if (value === false) {
    const values = references.inputs.map((name) => `${name} is ${shown(reader.inputs[name] ?? null)}`).join(', ');
    return { kind: 'never', why: `its condition ${expression} is false${values === '' ? '' : ` (${values})`}` };
  }
  if (value !== undefined) report(reader, where, `"${expression}" must be true or false`, 'compare, as in x == "y"');
  return { kind: 'later', expression };
}

function planForeach(written: PlaybookStep, where: string, reader: ExpressionReader): string | undefined {
  if (written.foreach === undefined) return undefined;
  const { expression } = bareExpression(written.foreach);
  const references = referencesIn(expression, where, reader);
  if (references?.steps.length !== 0) return expression;
  const value = attempt(where, reader, () => reader.evaluator.evaluate(expression, { inputs: reader.inputs }));
  if (value !== undefined && !Array.isArray(value))
    report(reader, where, `"${expression}" must be a list`, 'wrap it in [ ]');
  return expression;
}

function riskOf(written: PlaybookStep, action: ActionDescriptor, reader: ExpressionReader): RiskLevel {
  const risk = actionRisk(written, action);
  const stated = written.risk_level ?? risk;
  if (!isLowerRisk(stated, risk)) return stated;
  const message = `states risk "${stated}", but ${action.name} has risk "${risk}"`;
  report(reader, `steps.${written.id}.risk_level`, message, `remove risk_level or set it to ${risk}`);
  return risk;
}
