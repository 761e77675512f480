import type { Finding } from '@cloudops/spec';
import { costFinding } from '../finding.ts';
import { answersOf, type CostRule, type RuleContext, writtenNumberAt } from './rule.ts';

/** One percentage that should not be lower. */
interface CommitmentCheck {
  readonly code: string;
  readonly step: string;
  readonly path: readonly string[];
  /** Where the answer says what it is a percentage of. */
  readonly base: readonly string[];
  readonly least: number;
  readonly name: string;
  readonly what: string;
}

const checks: readonly CommitmentCheck[] = [
  {
    ...{ code: 'CST-12', step: 'savings_plans_coverage', path: ['Coverage', 'CoveragePercentage'], least: 70 },
    ...{
      base: ['Coverage', 'TotalCost'],
      name: 'Savings Plans coverage',
      what: 'of eligible use is covered by Savings Plans',
    },
  },
  {
    ...{ code: 'CST-13', step: 'savings_plans_utilization', path: ['Total', 'Utilization', 'UtilizationPercentage'] },
    ...{
      base: ['Total', 'Utilization', 'TotalCommitment'],
      least: 95,
      name: 'Savings Plans utilization',
      what: 'of the committed Savings Plans is used',
    },
  },
  {
    ...{ code: 'CST-14', step: 'reservation_coverage', path: ['Total', 'CoverageHours', 'CoverageHoursPercentage'] },
    ...{
      base: ['Total', 'CoverageHours', 'TotalRunningHours'],
      least: 70,
      name: 'Reservation coverage',
      what: 'of the running hours is covered by reservations',
    },
  },
  {
    ...{ code: 'CST-14', step: 'reservation_utilization', path: ['Total', 'UtilizationPercentage'], least: 95 },
    ...{ base: ['Total', 'PurchasedHours'], name: 'Reservation utilization', what: 'of the reserved hours is used' },
  },
];

/** CST-12, CST-13, CST-14: commitments that cover too little or lie idle. */
export const commitments: CostRule = (context) => checks.flatMap((check) => checkOne(check, context));

function checkOne(check: CommitmentCheck, { bill, input }: RuleContext): readonly Finding[] {
  const { code, step, path, base, least, name, what } = check;
  const parts = answersOf(input, step).flatMap((one) => {
    const percent = writtenNumberAt(one, ...path);
    return percent === null ? [] : [{ percent, weight: writtenNumberAt(one, ...base) ?? 1 }];
  });
  const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
  // A percentage of nothing says nothing.
  if (whole <= 0) return [];
  const percent = Math.round((parts.reduce((sum, one) => sum + one.percent * one.weight, 0) / whole) * 10) / 10;
  if (percent >= least) return [];
  return [
    costFinding({
      ...{ code, role: 'hint', severity: 'low', account: bill.payer, kind: 'Commitment', name },
      title: `${percent} % ${what}, below ${least} %`,
      detail: 'As Cost Explorer states it for the last days; months count by what they are a share of.',
      evidence: [{ step, pointer: '/results/0', value: percent }],
      data: { percent, least_percent: least },
    }),
  ];
}
