/** The exceptions that the double answers with, as the services name them. */
export type FaultType =
  | 'ValidationException'
  | 'LimitExceededException'
  | 'AccessDeniedException'
  | 'DataUnavailableException'
  | 'BillExpirationException'
  | 'RequestChangedException'
  | 'InvalidNextTokenException'
  | 'UnknownMonitorException'
  | 'UnknownOperationException'
  | 'ResourceNotFoundException'
  | 'UnresolvableUsageUnitException'
  | 'ThrottlingException'
  | 'InternalServerException'
  | 'ExpiredTokenException';

/** An exception of the service itself: part of its answers, not a failure of the test bed. */
export class WireFault extends Error {
  readonly type: FaultType;
  readonly status: number;

  constructor(type: FaultType, message: string, status: number = 400) {
    super(message);
    this.name = 'WireFault';
    this.type = type;
    this.status = status;
  }
}

/** A `ValidationException` with the service's wording. */
export function invalid(message: string): WireFault {
  return new WireFault('ValidationException', message);
}
