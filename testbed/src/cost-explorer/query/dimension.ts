import type { Ledger, LineKey } from '../ledger/ledger.ts';

type Reader = (key: LineKey, ledger: Ledger) => string;

const covered: Readonly<Record<string, string>> = {
  DiscountedUsage: 'Standard Reserved Instances',
  RIFee: 'Standard Reserved Instances',
  Recurring: 'Standard Reserved Instances',
  SavingsPlanCoveredUsage: 'Savings Plans',
  SavingsPlanNegation: 'Savings Plans',
  SavingsPlanRecurringFee: 'Savings Plans',
};

/** The instance type in a usage type such as `EUW1-BoxUsage:m5.large`; empty without one. */
export function instanceTypeOf(usageType: string): string {
  return (
    /(?:BoxUsage|SpotUsage|DedicatedUsage|HeavyUsage|InstanceUsage|Multi-AZUsage|NodeUsage):([a-z0-9.-]+)$/.exec(
      usageType,
    )?.[1] ?? ''
  );
}

const readers: Readonly<Record<string, Reader>> = {
  SERVICE: (key) => key.service,
  USAGE_TYPE: (key) => key.usageType,
  OPERATION: (key) => key.operation || 'NoOperation',
  REGION: (key) => key.region,
  LINKED_ACCOUNT: (key) => key.account,
  LINKED_ACCOUNT_NAME: (key, ledger) => ledger.accounts.find(({ id }) => id === key.account)?.name ?? key.account,
  PAYER_ACCOUNT: (_, ledger) => ledger.payer,
  RECORD_TYPE: (key) => key.recordType,
  INSTANCE_TYPE: (key) => instanceTypeOf(key.usageType) || 'NoInstanceType',
  INSTANCE_TYPE_FAMILY: (key) =>
    instanceTypeOf(key.usageType).replace(/^(?:db|cache)\.|\..*$/g, '') || 'NoInstanceTypeFamily',
  PURCHASE_TYPE: (key) =>
    covered[key.recordType] ?? (/SpotUsage/.test(key.usageType) ? 'Spot Instances' : 'On Demand Instances'),
  AZ: () => 'NoAZ',
  PLATFORM: (key) => (instanceTypeOf(key.usageType) === '' ? 'NoPlatform' : 'Linux/UNIX'),
  TENANCY: (key) => (instanceTypeOf(key.usageType) === '' ? 'NoTenancy' : 'Shared'),
  LEGAL_ENTITY_NAME: () => 'Amazon Web Services, Inc.',
  INVOICING_ENTITY: () => 'Amazon Web Services, Inc.',
  BILLING_ENTITY: () => 'AWS',
  RESOURCE_ID: (key) => key.resource ?? 'NoResourceId',
};

/** The dimensions that the double can group and filter by. */
export const knownDimensions: readonly string[] = Object.keys(readers);

/** A line's value of a dimension of {@link knownDimensions}. */
export function dimensionOf(dimension: string, key: LineKey, ledger: Ledger): string {
  return readers[dimension]?.(key, ledger) ?? '';
}

/** A line's value of a cost category; empty when the ledger has none of that name. */
export function costCategoryOf(name: string, key: LineKey, ledger: Ledger): string {
  const category = ledger.costCategories.find((candidate) => candidate.name === name);
  const value = category?.values.find(({ accounts }) => accounts.includes(key.account))?.value;
  return value ?? category?.defaultValue ?? '';
}
