import type { Finding } from '@cloudops/spec';
import { wantedAccounts, wantedNames } from '../../places/scope.ts';
import type { CostInput } from './input.ts';
import type { CostCause } from './judge/cost-cause.ts';

/** What a question about cost is limited to. */
export interface ScopeCheck {
  isInScope(cause: Pick<CostCause, 'account' | 'service' | 'region'>): boolean;
  /** Whether a hint is about what was asked for; what names no service or region is about all of them. */
  isAbout(hint: Pick<Finding, 'data' | 'resource'>): boolean;
}

/**
 * Accounts, regions and parts of services' names, each several by commas. What could not be told of a cause may be in
 * scope.
 */
export function createScopeCheck({ scope, steps }: CostInput): ScopeCheck {
  const accounts = wantedAccounts(scope.account, steps.places?.output);
  const regions = wantedNames(scope.region);
  const services = wantedNames(scope.service);
  const isNamed = (wanted: ReadonlySet<string> | null, has: string | null): boolean =>
    wanted === null || has === null || has === '' || wanted.has(has.toLowerCase());
  const isService = (service: string): boolean =>
    services === null || [...services].some((part) => service.toLowerCase().includes(part));
  return {
    isInScope: ({ account, service, region }) =>
      isNamed(accounts, account) && isNamed(regions, region) && isService(service),
    isAbout: ({ data, resource }) =>
      (typeof data?.service !== 'string' || isService(data.service)) && isNamed(regions, resource.namespace ?? null),
  };
}
