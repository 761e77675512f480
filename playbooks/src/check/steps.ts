import { actionRisk, createExpressionChecker, isLowerRisk, nearestHint, orderSteps } from '@cloudops/planner';
import type { ActionDescriptor, Playbook, PlaybookStep } from '@cloudops/spec';
import type { PlaybookProblem } from '../problem.ts';
import type { SourceFile } from '../source/source-file.ts';
import { checkStepExpressions, type ExpressionContext } from './expressions.ts';

/** Checks ids, actions, risks, needs, expressions and that no steps wait for each other. */
export function checkSteps(
  playbook: Playbook,
  actions: readonly ActionDescriptor[],
  source: SourceFile,
): readonly PlaybookProblem[] {
  const context: ExpressionContext = { playbook, source, check: createExpressionChecker(), problems: [] };
  context.problems.push(...duplicateIds(playbook.steps, source));
  const byName = new Map(actions.map((action) => [action.name, action]));
  const linked = playbook.steps.map((step, index) => {
    context.problems.push(...actionProblems(step, index, byName, source));
    context.problems.push(...needProblems(step, index, playbook, source));
    const mentioned = checkStepExpressions(step, ['steps', index], context);
    return { id: step.id, needs: [...new Set([...(step.needs ?? []), ...mentioned])] };
  });
  const order = orderSteps(linked);
  if (order.kind === 'cycle') {
    const index = playbook.steps.findIndex((step) => step.id === order.cycle[0]);
    const message = `steps wait for each other: ${order.cycle.join(' → ')}`;
    context.problems.push(source.problemAt(['steps', index, 'id'], message, 'remove one of these needs or mentions'));
  }
  context.problems.push(...riskProblems(playbook, byName, source));
  return context.problems;
}

/** What a playbook says of its risk must hold for each of its steps. */
function riskProblems(
  { metadata: { risk = 'read' }, steps }: Playbook,
  actions: ReadonlyMap<string, ActionDescriptor>,
  source: SourceFile,
): readonly PlaybookProblem[] {
  return steps.flatMap((step, index) => {
    const action = actions.get(step.action);
    const own = action === undefined || action.risk_varies === true ? undefined : actionRisk(step, action);
    const reached = step.risk_level ?? own;
    if (reached === undefined || !isLowerRisk(risk, reached)) return [];
    const message = `is a ${reached}, and the playbook says risk "${risk}"`;
    return [source.problemAt(['steps', index, 'action'], message, `set metadata.risk to ${reached}`)];
  });
}

function duplicateIds(steps: readonly PlaybookStep[], source: SourceFile): readonly PlaybookProblem[] {
  return steps.flatMap((step, index) => {
    const first = steps.findIndex((other) => other.id === step.id);
    if (first === index) return [];
    return [source.problemAt(['steps', index, 'id'], `the step id "${step.id}" is there twice`, 'rename one of them')];
  });
}

function actionProblems(
  step: PlaybookStep,
  index: number,
  actions: ReadonlyMap<string, ActionDescriptor>,
  source: SourceFile,
): readonly PlaybookProblem[] {
  const action = actions.get(step.action);
  if (action === undefined) {
    const hint = nearestHint(step.action, [...actions.keys()], 'is its provider installed?');
    return [source.problemAt(['steps', index, 'action'], `no action "${step.action}" is known`, hint)];
  }
  const risk = actionRisk(step, action);
  if (step.risk_level === undefined || !isLowerRisk(step.risk_level, risk)) return [];
  const message = `states risk "${step.risk_level}", but ${action.name} has risk "${risk}"`;
  return [source.problemAt(['steps', index, 'risk_level'], message, `remove risk_level or set it to ${risk}`)];
}

function needProblems(
  step: PlaybookStep,
  index: number,
  playbook: Playbook,
  source: SourceFile,
): readonly PlaybookProblem[] {
  const ids = playbook.steps.map(({ id }) => id);
  return (step.needs ?? []).flatMap((need, position) => {
    if (ids.includes(need)) return [];
    const hint = nearestHint(need, ids, 'name a step of this playbook');
    return [source.problemAt(['steps', index, 'needs', position], `there is no step "${need}"`, hint)];
  });
}
