import type { FindingDefinition, FindingRole, Severity } from '@cloudops/spec';
import { costDefaults } from './judge/judge-bill.ts';
import { monthChangeLeast } from './rules/month-change.ts';

/** A definition with what documentation needs besides. */
export interface BillingFindingDefinition extends FindingDefinition {
  /** The figures that decide, by name, as the defaults state them. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Where the rule comes from. */
  readonly source: string;
}

type Row = readonly [
  code: string,
  title: string,
  role: FindingRole,
  severity: Severity,
  decided: string,
  remedy: string,
  thresholds: Readonly<Record<string, number>>,
  source: string,
];

const change = { min_total: costDefaults.minTotal, min_percent: costDefaults.minPercent };
const usage = 'GetCostAndUsage, UnblendedCost by day, record types of use only';
const open = 'Open the usage type in Cost Explorer with the account, region and days named';

const rows: readonly Row[] = [
  [
    'CST-01',
    'A usage type spiked for some days',
    'fault',
    'medium',
    'Days above the habit of the same service, usage type, account and region: weekday pattern, growth and whatever recurs by day of month, working day or period taken out; more than five robust deviations (more when more series are judged), a fifth above normal, and clearly more than the series ever did before. The last 48 hours are left out.',
    `${open}; stop what ran there, and set a budget alert.`,
    { ...change, deviations: 5, percent_of_normal: 20 },
    usage,
  ],
  [
    'CST-02',
    'A usage type costs more since a day',
    'fault',
    'medium',
    'A step or ramp that still holds on the last complete day, or a new usage type; judged like CST-01. Moves within one family of one account (generation, size, volume type, region) count by their net amount.',
    `${open}; look at what was deployed or resized on the first day.`,
    { ...change, least_days: 3 },
    usage,
  ],
  [
    'CST-03',
    'A region is used for the first time',
    'fault',
    'medium',
    'The first cost of a region within the window, where none was in the history.',
    'Ask who uses the region; deny regions that are not used by a service control policy.',
    change,
    `${usage}, by REGION`,
  ],
  [
    'CST-04',
    'An account costs something for the first time',
    'fault',
    'medium',
    'The first cost of an account within the window.',
    'Ask the owner of the account what was started.',
    change,
    `${usage}, by LINKED_ACCOUNT`,
  ],
  [
    'CST-05',
    'A tag value costs more than before',
    'hint',
    'info',
    'The last 30 days of a tag value cost a fifth more than the 30 days before. Only when a tag is named.',
    'Show the owner of the tag value the usage types that rose.',
    { min_total: costDefaults.minTotal, percent: 20, days: 30 },
    `${usage}, by TAG`,
  ],
  [
    'CST-06',
    'A service cost more in the last whole month than in the one before',
    'hint',
    'info',
    'Whole calendar months, compared per day since months differ in length: a fifth more, and more than ten a month.',
    'Look at the findings of the days; this one says only that the months differ.',
    { rise: monthChangeLeast, percent: 20 },
    'Turbot Pipes, AWS Thrifty: service_cost_month_over_month',
  ],
  [
    'CST-07',
    'Cost Anomaly Detection reports an anomaly',
    'hint',
    'info',
    'GetAnomalies with an impact of at least the threshold, that no other finding names.',
    'Open the anomaly in Cost Anomaly Detection and give feedback on it.',
    { impact: costDefaults.minTotal },
    'GetAnomalies',
  ],
  [
    'CST-08',
    'A budget will be exceeded',
    'hint',
    'low',
    'The forecast for the month, ours for budgets of the whole bill or the one of AWS, is above the monthly cost budget.',
    'Lower what rises, or raise the budget knowingly.',
    { percent: 100 },
    'DescribeBudgets; GetCostForecast',
  ],
  [
    'CST-09',
    'Much of the use carries no tag',
    'hint',
    'low',
    'Over 30 days more than a tenth of the cost of use has no value of the named tag. Only when a tag is named.',
    'Activate the tag for cost allocation; require it by a tag policy.',
    { percent: 10, days: 30 },
    `${usage}, by TAG`,
  ],
  [
    'CST-10',
    'A service or region costs something for the first time',
    'fault',
    'medium',
    'The first cost of a service or region within the window, where none was in the history.',
    'Ask who started it; a service nobody knows of may be a stolen key.',
    change,
    `${usage}, by SERVICE and REGION`,
  ],
  [
    'CST-11',
    'A credit, refund or fee changed',
    'fault',
    'medium',
    'By record type: a credit that ended or fell below half of what it was, a monthly credit that did not come, a refund that came, a recurring fee that is new or larger. Purchases paid at once, tax and Savings Plan negation are set aside.',
    'Look at the credits page and the purchases of the paying account.',
    { credit_percent: 50, min_total: costDefaults.minTotal },
    'GetCostAndUsage by RECORD_TYPE and SERVICE',
  ],
  [
    'CST-12',
    'Savings Plans cover little',
    'hint',
    'low',
    'Coverage below 70 %.',
    'Compare with CST-16 before buying; a commitment cannot be taken back.',
    { percent: 70 },
    'GetSavingsPlansCoverage',
  ],
  [
    'CST-13',
    'Savings Plans lie idle',
    'hint',
    'low',
    'Utilization below 95 %.',
    'Move eligible use under the plan, or let it end.',
    { percent: 95 },
    'GetSavingsPlansUtilization',
  ],
  [
    'CST-14',
    'Reservations cover little or lie idle',
    'hint',
    'low',
    'Coverage below 70 % or utilization below 95 %.',
    'Exchange or sell reservations that lie idle; see CST-16 for coverage.',
    { coverage_percent: 70, utilization_percent: 95 },
    'GetReservationCoverage, GetReservationUtilization',
  ],
  [
    'CST-15',
    'A reservation or Savings Plan ends soon',
    'hint',
    'low',
    'An active one that ends within 30 days.',
    'Decide whether to renew before it ends.',
    { days: 30 },
    'DescribeReservedInstances, DescribeSavingsPlans',
  ],
  [
    'CST-16',
    'AWS recommends a commitment',
    'hint',
    'info',
    'A purchase recommendation with an estimated saving above zero.',
    'Read the recommendation in Cost Explorer; nothing here buys anything.',
    { saving: 0 },
    'GetSavingsPlansPurchaseRecommendation, GetReservationPurchaseRecommendation',
  ],
];

/** Every code that `aws.analyze-cost` reports, sorted by code. */
export const billingFindings: readonly BillingFindingDefinition[] = rows.map(
  ([code, title, role, severity, decided, remedy, thresholds, source]) => ({
    ...{ code, title, role, severity, decided, remedy, thresholds, source },
  }),
);
