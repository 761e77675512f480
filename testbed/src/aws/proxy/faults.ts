import type { AwsError } from './answer.ts';
import type { AwsRequest } from './aws-request.ts';

/** What can be made to go wrong. */
export type FaultKind =
  /** EC2: RequestLimitExceeded 503; query: Throttling 400; others: ThrottlingException 400. */
  | 'throttle'
  /** InternalError or InternalServerError 500. */
  | 'server-error'
  /** ServiceUnavailable 503. */
  | 'unavailable'
  /** The connection is cut without an answer. */
  | 'reset'
  /** The answer comes `delayMs` late. */
  | 'slow'
  /** No answer at all. */
  | 'hang'
  /** The session's token has expired. */
  | 'expired'
  /** The clock of the caller is wrong. */
  | 'skewed'
  /** No policy allows it. */
  | 'denied'
  /** A service control policy forbids it. */
  | 'denied-by-organization'
  /** The region is not switched on for the account. */
  | 'not-opted-in'
  /** A page of HTML with status 200, as captive portals give. */
  | 'html'
  /** The true answer, cut in half. */
  | 'truncated';

/** One fault: which requests, what, how often. All that is stated must fit; what is left out fits everything. */
export interface Fault {
  readonly kind: FaultKind;
  /** As signed, such as `ec2`. */
  readonly service?: string;
  /** Such as `DescribeVpcs`. */
  readonly operation?: string;
  readonly region?: string;
  /** The access key of the credentials that it is meant for. */
  readonly accessKey?: string;
  /** Text that must occur in the body. */
  readonly contains?: string;
  /** How many requests it hits; without end unless stated. */
  readonly times?: number;
  /** How many fitting requests it lets pass first; 0 unless stated. */
  readonly after?: number;
  /** For `slow`; 3,000 unless stated. */
  readonly delayMs?: number;
}

interface ArmedFault {
  readonly fault: Fault;
  pass: number;
  left: number;
}

function fits(fault: Fault, request: AwsRequest): boolean {
  if (fault.service !== undefined && fault.service !== request.service) return false;
  if (fault.operation !== undefined && fault.operation !== request.operation) return false;
  if (fault.region !== undefined && fault.region !== request.region) return false;
  if (fault.accessKey !== undefined && fault.accessKey !== request.accessKey) return false;
  return fault.contains === undefined || request.body.includes(fault.contains);
}

/** The faults that are set, and how often each still hits. */
export class FaultTable {
  #armed: ArmedFault[] = [];

  /** Replaces all faults. */
  set(faults: readonly Fault[]): void {
    this.#armed = faults.map((fault) => ({ fault, pass: fault.after ?? 0, left: fault.times ?? Infinity }));
  }

  /** The fault that hits this request, counted; null when none does. The first that fits wins. */
  take(request: AwsRequest): Fault | null {
    for (const armed of this.#armed) {
      if (armed.left <= 0 || !fits(armed.fault, request)) continue;
      if (armed.pass > 0) {
        armed.pass -= 1;
        continue;
      }
      armed.left -= 1;
      return armed.fault;
    }
    return null;
  }
}

/** The name of an operation in a policy, such as `ec2:DescribeVpcs`. */
export function toPermission(request: Pick<AwsRequest, 'service' | 'operation'>): string {
  return `${request.service}:${request.operation}`;
}

/** How EC2 words a denial, and how the others do. */
export function toDenial(request: AwsRequest, who: string, why: string): AwsError {
  const text = `User: ${who} is not authorized to perform: ${toPermission(request)} ${why}`;
  if (request.protocol === 'ec2') {
    return {
      status: 403,
      code: 'UnauthorizedOperation',
      message: `You are not authorized to perform this operation. ${text}`,
    };
  }
  if (request.protocol === 'query') return { status: 403, code: 'AccessDenied', message: text };
  return { status: request.protocol === 'rest' ? 403 : 400, code: 'AccessDeniedException', message: text };
}

const someone = 'arn:aws:sts::111122223333:assumed-role/reader/session';

function throttle(request: AwsRequest): AwsError {
  if (request.protocol === 'ec2')
    return { status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' };
  if (request.protocol === 'query') return { status: 400, code: 'Throttling', message: 'Rate exceeded' };
  return { status: request.protocol === 'rest' ? 429 : 400, code: 'ThrottlingException', message: 'Rate exceeded' };
}

function expired(request: AwsRequest): AwsError {
  if (request.protocol === 'ec2') return { status: 400, code: 'RequestExpired', message: 'Request has expired.' };
  const message = 'The security token included in the request is expired';
  if (request.protocol === 'query') return { status: 403, code: 'ExpiredToken', message };
  return { status: 400, code: 'ExpiredTokenException', message };
}

/** The error that a fault answers with; null for faults that are no error of AWS. */
export function toFaultError(kind: FaultKind, request: AwsRequest): AwsError | null {
  const json = request.protocol !== 'ec2' && request.protocol !== 'query';
  switch (kind) {
    case 'throttle':
      return throttle(request);
    case 'server-error':
      return {
        status: 500,
        code: json ? 'InternalServerError' : 'InternalError',
        message: 'An internal error has occurred',
      };
    case 'unavailable':
      return {
        status: 503,
        code: json ? 'ServiceUnavailableException' : 'Unavailable',
        message: 'Service is unavailable',
      };
    case 'expired':
      return expired(request);
    case 'skewed':
      return {
        status: 403,
        code: json ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
        message: 'Signature expired: 20200101T000000Z is now earlier than 20200101T001500Z (20200101T002000Z - 5 min.)',
      };
    case 'denied':
      return toDenial(request, someone, `because no identity-based policy allows the ${toPermission(request)} action`);
    case 'denied-by-organization':
      return toDenial(request, someone, 'with an explicit deny in a service control policy');
    case 'not-opted-in':
      return request.protocol === 'ec2'
        ? { status: 401, code: 'AuthFailure', message: 'AWS was not able to validate the provided access credentials' }
        : {
            status: 403,
            code: 'UnrecognizedClientException',
            message: 'The security token included in the request is invalid.',
          };
    default:
      return null;
  }
}
