import { textAt, valueAt } from '../../../value/read.ts';
import { money, readMicros, toCents } from '../../explorer/money.ts';
import { costFinding } from '../finding.ts';
import { isOfThisMonth } from '../forecast.ts';
import { type CostRule, listedOf } from './rule.ts';

/** CST-08: a monthly cost budget of the whole bill that our forecast, or AWS's own, exceeds. */
export const budgets: CostRule = ({ bill, input, forecast }) =>
  listedOf(input, 'budgets').flatMap(({ item, account, pointer }) => {
    const limit = readMicros(textAt(item, 'BudgetLimit', 'Amount'));
    const unit = textAt(item, 'BudgetLimit', 'Unit');
    const isCost = textAt(item, 'BudgetType') === 'COST' && textAt(item, 'TimeUnit') === 'MONTHLY';
    if (limit === null || limit <= 0 || !isCost || unit !== bill.currency) return [];
    const isWhole =
      Object.keys((valueAt(item, 'CostFilters') ?? {}) as object).length === 0 &&
      valueAt(item, 'FilterExpression') === undefined;
    const theirs = readMicros(textAt(item, 'CalculatedSpend', 'ForecastedSpend', 'Amount'));
    // In the first days of a month the complete days, and so our forecast, are still of the month before.
    const ours = isWhole && isOfThisMonth(bill) ? (forecast?.total ?? null) : null;
    const expected = Math.max(theirs ?? 0, ours ?? 0);
    if (expected <= limit) return [];
    const name = textAt(item, 'BudgetName');
    const share = Math.round((expected / limit) * 100);
    const said = (amount: number | null) => (amount === null ? 'none' : money(amount, bill.currency));
    return [
      costFinding({
        ...{ code: 'CST-08', role: 'hint', severity: share >= 120 ? 'medium' : 'low', account, kind: 'Budget', name },
        title: `The budget ${name} will be exceeded: ${share} % of ${money(limit, bill.currency)}`,
        detail: `Forecast by us: ${said(ours)}; by AWS: ${said(theirs)}.`,
        evidence: [{ step: 'budgets', pointer, value: name }],
        data: { budget: name, limit_usd: toCents(limit), forecast_usd: toCents(expected), percent: share },
      }),
    ];
  });
