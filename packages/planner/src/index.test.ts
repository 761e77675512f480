import { expect, it } from 'vitest';
import * as planner from './index.ts';

it('exports these names and no others', () => {
  expect(Object.keys(planner).sort()).toEqual([
    'actionRisk',
    'bareExpression',
    'bindChange',
    'checkExpression',
    'createExpressionChecker',
    'createExpressionEvaluator',
    'createPattern',
    'createPlan',
    'expressionsIn',
    'findTies',
    'isLowerRisk',
    'matchPlaybook',
    'nearestHint',
    'nearestNames',
    'orderSteps',
    'parseTemplate',
    'readInputValue',
    'stepReferences',
    'verifyPlanId',
    'withoutChange',
  ]);
});
