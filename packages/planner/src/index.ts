// For everybody who plans.

export type { PlannerErrorCode } from './errors.ts';
// For loaders and checkers of playbooks.
export {
  checkExpression,
  createExpressionChecker,
  type ExpressionCheck,
  stepReferences,
} from './expression/check-expression.ts';
// For stages that evaluate expressions.
export { createExpressionEvaluator } from './expression/evaluator.ts';
export type { References } from './expression/references.ts';
export {
  bareExpression,
  expressionsIn,
  type LocatedExpression,
  parseTemplate,
  type Template,
  type TemplatePart,
} from './expression/template.ts';
export { createPattern, type Pattern, type PatternOutcome } from './pattern/pattern.ts';
export type { PatternProblem } from './pattern/syntax.ts';
export { createPlan, type PlanOutcome } from './plan/create-plan.ts';
export { type InputOutcome, readInputValue } from './plan/input-value.ts';
export { findTies, matchPlaybook, type PlaybookMatch, type TriggerTie } from './plan/match-playbook.ts';
export { nearestHint, nearestNames } from './plan/nearest-names.ts';
export { type OrderedStep, orderSteps, type StepOrder } from './plan/order-steps.ts';
export { verifyPlanId } from './plan/plan-id.ts';
export { actionRisk, isLowerRisk } from './plan/plan-step.ts';
export type { PlanProblem } from './plan/problem.ts';
export { bindChange, withoutChange } from './plan/seal-plan.ts';
