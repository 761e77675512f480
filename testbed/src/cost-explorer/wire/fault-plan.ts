import { type FaultType, WireFault } from './fault.ts';

/** What a connection does instead of answering. */
export type Disturbance = 'reset' | 'hang' | 'html' | 'truncated';

/** Something that goes wrong with the next calls it fits. */
export interface PlannedFault {
  readonly fault: FaultType | Disturbance;
  /** Only this operation, such as `GetCostForecast`. */
  readonly operation?: string;
  /** Only this account. */
  readonly account?: string;
  /** How many calls; all of them unless stated. */
  readonly times?: number;
}

const messages: Readonly<Partial<Record<FaultType, string>>> = {
  LimitExceededException: 'Rate exceeded',
  ThrottlingException: 'Rate exceeded',
  BillExpirationException: 'The requested report expired. Update the date interval and try again.',
  ExpiredTokenException: 'The security token included in the request is expired',
  DataUnavailableException:
    'Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet',
};

/** What a denied call is told, in IAM's words. */
function denial(service: string, operation: string, account: string): string {
  return (
    `User: arn:aws:sts::${account}:assumed-role/reader/session is not authorized to perform: ${service}:${operation} ` +
    `on resource: arn:aws:${service}:us-east-1:${account}:/${operation} because no identity-based policy allows the ` +
    `${service}:${operation} action`
  );
}

/** Faults that are planned, and how many calls are left of each. */
export interface FaultPlan {
  set(faults: readonly PlannedFault[]): void;
  /** The disturbance for a call, null for none. @throws WireFault when an exception is planned. */
  next(call: { readonly service: string; readonly operation: string; readonly account: string }): Disturbance | null;
}

/** An empty plan. */
export function createFaultPlan(): FaultPlan {
  let planned: { readonly fault: PlannedFault; left: number }[] = [];
  return {
    set: (faults) => {
      planned = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    next: ({ service, operation, account }) => {
      const found = planned.find(
        ({ fault, left }) =>
          left > 0 && (fault.operation ?? operation) === operation && (fault.account ?? account) === account,
      );
      if (found === undefined) return null;
      found.left -= 1;
      const { fault } = found.fault;
      if (fault === 'reset' || fault === 'hang' || fault === 'html' || fault === 'truncated') return fault;
      const message = fault === 'AccessDeniedException' ? denial(service, operation, account) : messages[fault];
      throw new WireFault(fault, message ?? 'The request failed.', fault === 'InternalServerException' ? 500 : 400);
    },
  };
}
