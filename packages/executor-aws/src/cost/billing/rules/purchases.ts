import { textAt, valueAt } from '../../../value/read.ts';
import { listOf } from '../../explorer/cost-table.ts';
import { costFinding } from '../finding.ts';
import { answersOf, type CostRule, writtenNumberAt } from './rule.ts';

interface Source {
  readonly step: string;
  readonly list: string;
  readonly summary: readonly string[];
  readonly saving: string;
  readonly name: string;
}

const sources: readonly Source[] = [
  {
    ...{ step: 'savings_plans_recommendation', list: 'SavingsPlansPurchaseRecommendation', name: 'Savings Plans' },
    ...{ summary: ['SavingsPlansPurchaseRecommendationSummary'], saving: 'EstimatedMonthlySavingsAmount' },
  },
  {
    ...{ step: 'reservation_recommendation', list: 'Recommendations', name: 'reservations' },
    ...{ summary: ['RecommendationSummary'], saving: 'TotalEstimatedMonthlySavingsAmount' },
  },
];

/** CST-16: purchases that AWS computes a saving for. Told, never done: a purchase cannot be taken back. */
export const purchases: CostRule = ({ bill, input }) =>
  sources.flatMap(({ step, list, summary, saving, name }) =>
    answersOf(input, step).flatMap((answer, index) => {
      const found = valueAt(answer, list);
      return (Array.isArray(found) ? listOf(found) : [found]).flatMap((one) => {
        const amount = writtenNumberAt(one, ...summary, saving) ?? 0;
        if (amount <= 0) return [];
        const currency = textAt(one, ...summary, 'CurrencyCode') || bill.currency;
        return [
          costFinding({
            ...{ code: 'CST-16', role: 'hint', tier: 'message', severity: 'info', account: bill.payer },
            ...{ kind: 'Commitment', name: `${name} recommendation` },
            title: `AWS computes ${amount.toFixed(2)} ${currency} a month saved by buying ${name}`,
            detail: 'From the use of the days that AWS looked back on; a commitment cannot be taken back.',
            evidence: [{ step, pointer: `/results/${index}`, value: amount }],
            data: { monthly_saving: amount, currency },
          }),
        ];
      });
    }),
  );
