import { invalid } from './fault.ts';

/** One level of a filter: exactly one member. */
export interface Expression {
  readonly And?: readonly Expression[];
  readonly Or?: readonly Expression[];
  readonly Not?: Expression;
  readonly Dimensions?: ExpressionValues;
  readonly Tags?: ExpressionValues;
  readonly CostCategories?: ExpressionValues;
}

/** A leaf of a filter. */
export interface ExpressionValues {
  readonly Key?: string;
  readonly Values?: readonly string[];
  readonly MatchOptions?: readonly string[];
}

/** One dimension, tag or cost category to group by. */
export interface GroupDefinition {
  readonly Type?: string;
  readonly Key?: string;
}

/** What the cost operations are asked; of each operation a part. */
export interface CostRequest {
  readonly TimePeriod?: { readonly Start?: string; readonly End?: string };
  readonly Granularity?: string;
  readonly Metrics?: readonly string[];
  readonly Metric?: string;
  readonly MetricForComparison?: string;
  readonly BaselineTimePeriod?: { readonly Start?: string; readonly End?: string };
  readonly ComparisonTimePeriod?: { readonly Start?: string; readonly End?: string };
  readonly Filter?: Expression;
  readonly GroupBy?: readonly GroupDefinition[];
  readonly NextPageToken?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
  readonly PredictionIntervalLevel?: number;
  readonly Dimension?: string;
  readonly TagKey?: string;
  readonly CostCategoryName?: string;
  readonly SearchString?: string;
  readonly SortBy?: unknown;
  readonly DateInterval?: { readonly StartDate?: string; readonly EndDate?: string };
  readonly MonitorArn?: string;
  readonly MonitorArnList?: readonly string[];
  readonly TotalImpact?: {
    readonly NumericOperator?: string;
    readonly StartValue?: number;
    readonly EndValue?: number;
  };
  readonly SavingsPlansType?: string;
  readonly TermInYears?: string;
  readonly PaymentOption?: string;
  readonly LookbackPeriodInDays?: string;
  readonly AccountScope?: string;
  readonly Service?: string;
}

/** A value that must be one of a list, with the SDK's own wording when it is not. */
export function member(value: string | undefined, allowed: readonly string[], field: string): string {
  if (value !== undefined && allowed.includes(value)) return value;
  const said = value === undefined ? 'null' : `'${value}'`;
  throw invalid(
    `1 validation error detected: Value ${said} at '${field}' failed to satisfy constraint: ` +
      (value === undefined ? 'Member must not be null' : `Member must satisfy enum value set: [${allowed.join(', ')}]`),
  );
}
