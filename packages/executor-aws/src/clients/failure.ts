import { CloudOpsError, type UnknownKind, type UnknownReason } from '@cloudops/spec';
import { iamAction } from '../authorization/iam-action.ts';
import { type AwsErrorCode, awsError } from '../errors.ts';
import { knownRegions, optInRegions } from '../places/regions.ts';
import { nearest } from '../text/nearest.ts';
import { printable } from '../text/printable.ts';
import type { AwsRequest } from './session.ts';

const kinds: Readonly<Partial<Record<string, UnknownKind>>> = {
  CREDENTIALS_NOT_FOUND: 'unreachable',
  CREDENTIALS_INVALID: 'denied',
  CREDENTIALS_EXPIRED: 'denied',
  SSO_SESSION_EXPIRED: 'denied',
  PROFILE_UNKNOWN: 'unreachable',
  ROLE_NOT_ASSUMED: 'denied',
  ACCOUNT_NOT_CONFIGURED: 'unreachable',
  SESSION_POLICY_TOO_LONG: 'invalid',
  CLOCK_SKEWED: 'failed',
  ACCESS_DENIED: 'denied',
  REGION_NOT_ENABLED: 'unavailable',
  SERVICE_UNKNOWN: 'invalid',
  OPERATION_UNKNOWN: 'invalid',
  INPUT_INVALID: 'invalid',
  BODY_NOT_TEXT: 'invalid',
  THROTTLED: 'throttled',
  DNS_FAILED: 'unreachable',
  UNREACHABLE: 'unreachable',
  REQUEST_TIMED_OUT: 'timeout',
  INTERRUPTED: 'interrupted',
  ANSWER_UNREADABLE: 'invalid',
  ANSWER_TOO_LARGE: 'truncated',
  NOT_AVAILABLE: 'unavailable',
  NOT_FOUND: 'not-found',
  PAGING_BROKEN: 'invalid',
  PROVIDER_CLOSED: 'interrupted',
  // A recording that was asked for something else is as good as an endpoint that is not there.
  WORLD_HAS_NO_ANSWER: 'unreachable',
  TRANSPORT_FAILED: 'unreachable',
};

/** What the SDK's errors tell. */
interface Facts {
  readonly name: string;
  readonly message: string;
  readonly status: number | null;
  /** Whether AWS itself answered with an error, as opposed to an answer that could not be read. */
  readonly isService: boolean;
  readonly wasAnswered: boolean;
}

/** EC2 adds a page of ciphertext to what it denies. */
function textOf(message: string): string {
  return printable(message.replace(/ ?Encoded authorization failure message: \S+/, ''), 400);
}

function factsOf(error: unknown): Facts {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>;
  const metadata = (fields.$metadata ?? {}) as { readonly httpStatusCode?: unknown };
  const status = typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
  return {
    name: typeof fields.name === 'string' ? printable(fields.name, 80) : 'Error',
    message: typeof fields.message === 'string' ? textOf(fields.message) : '',
    status,
    isService: fields.$fault !== undefined,
    wasAnswered: status !== null || fields.$response !== undefined || fields.$responseBodyText !== undefined,
  };
}

const denied =
  /^(?:AccessDenied(?:Exception)?|UnauthorizedOperation|UnauthorizedException|AuthorizationError(?:Exception)?|NotAuthorized\w*|Client\.UnauthorizedOperation|OperationNotPermitted\w*)$/;
const badCredentials =
  /^(?:AuthFailure|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature(?:Exception)?|MissingAuthenticationToken(?:Exception)?|InvalidSignatureException)$/;
const throttled =
  /^(?:Throttl\w*|RequestLimitExceeded|TooManyRequests\w*|RequestThrottled\w*|EC2ThrottledException|SlowDown|BandwidthLimitExceeded|LimitExceededException)$/;
const unserved =
  /^(?:DataUnavailableException|NotImplemented|InvalidAction|UnknownOperation(?:Exception)?|UnsupportedOperation(?:Exception)?)$/;
const clock = /^(?:RequestTimeTooSkewed|RequestInTheFuture)$/;
/** EC2 says so of credentials that ended, and of a clock that is 15 minutes slow: the SDK has put the latter right by now. */
const expired = /^(?:ExpiredToken(?:Exception)?|RequestExpired)$/;

/** The code of what AWS said, by its own error codes. */
function codeOf({ name, message, status, isService, wasAnswered }: Facts, region: string): AwsErrorCode {
  const isOptIn = optInRegions.includes(region);
  if (name === 'OptInRequired' || name === 'RegionDisabledException') return 'REGION_NOT_ENABLED';
  if (expired.test(name)) return 'CREDENTIALS_EXPIRED';
  if (clock.test(name) || /Signature (?:expired|not yet current)/.test(message)) return 'CLOCK_SKEWED';
  if (denied.test(name)) return 'ACCESS_DENIED';
  if (badCredentials.test(name)) return isOptIn ? 'REGION_NOT_ENABLED' : 'CREDENTIALS_INVALID';
  if (throttled.test(name) || status === 429) return 'THROTTLED';
  if (unserved.test(name) || status === 501) return 'NOT_AVAILABLE';
  if (name === 'TimeoutError') return 'REQUEST_TIMED_OUT';
  if (status === 401 || status === 403) return 'ACCESS_DENIED';
  if (status !== null && status >= 500) return 'NOT_AVAILABLE';
  if (!isService && wasAnswered && (status === null || status < 300)) return 'ANSWER_UNREADABLE';
  if (status === 404 || /NotFound(?:Exception|Fault)?$/.test(name)) return 'NOT_FOUND';
  if (status !== null && status >= 400) return 'INPUT_INVALID';
  return name === 'TypeError' || name === 'SyntaxError' ? 'ANSWER_UNREADABLE' : 'REQUEST_FAILED';
}

function deniedSteps(message: string, permission: string): readonly string[] {
  if (/service control policy/.test(message)) {
    return [`${permission}, which a service control policy of the organization denies: ask who manages it`];
  }
  if (/session policy/.test(message)) return [`${permission}, which the session policy denies`];
  return [permission];
}

function stepsFor(code: AwsErrorCode, facts: Facts, request: AwsRequest): readonly string[] {
  const permission = /perform: ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(facts.message)?.[1] ?? iamAction(request);
  switch (code) {
    case 'ACCESS_DENIED':
      return deniedSteps(facts.message, permission);
    case 'CREDENTIALS_EXPIRED':
      return [
        `new credentials: aws sso login, or assume the role again${facts.name === 'RequestExpired' ? '; where they are new, a right system clock' : ''}`,
      ];
    case 'CREDENTIALS_INVALID':
      // Keys of China and GovCloud are unknown anywhere else; who asks for no region asks in the common partition.
      return [
        `credentials that AWS accepts: check the access key, or log in again${request.service === 'sts' ? '; for China, GovCloud or another partition set AWS_REGION to a region of it' : ''}`,
      ];
    case 'CLOCK_SKEWED':
      return ['a right system clock: turn time synchronisation on'];
    case 'REGION_NOT_ENABLED':
      return [`the region ${request.region} turned on for the account, or left out of the question`];
    case 'THROTTLED':
      return ['a quieter moment, or fewer regions at a time'];
    default:
      return [];
  }
}

function nameRegion(error: CloudOpsError, { region, service }: AwsRequest): CloudOpsError {
  if (error.code !== 'DNS_FAILED') return error;
  if (knownRegions.includes(region)) {
    const nextSteps = [`a network whose DNS works, unless AWS does not offer ${service} in ${region}`];
    return awsError({ code: 'DNS_FAILED', message: error.message, nextSteps, cause: error });
  }
  const near = nearest(region, knownRegions);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return awsError({
    code: 'DNS_FAILED',
    message: `There seems to be no region ${printable(region, 60)}: ${error.message}${hint}`,
    nextSteps: near.length === 0 ? error.nextSteps : [`the region ${near[0]}`],
    cause: error,
  });
}

/** Errors that are not about one request: they speak for themselves. */
const general: ReadonlySet<string> = new Set<AwsErrorCode>([
  'CREDENTIALS_NOT_FOUND',
  'SSO_SESSION_EXPIRED',
  'PROFILE_UNKNOWN',
  'ROLE_NOT_ASSUMED',
  'ACCOUNT_NOT_CONFIGURED',
  'SESSION_POLICY_TOO_LONG',
  'PROVIDER_CLOSED',
]);

function nameRequest(error: CloudOpsError, request: AwsRequest): CloudOpsError {
  if (general.has(error.code)) return error;
  const { code, nextSteps } = error;
  const message = `${describeRequest(request)}: ${error.message}`;
  return new CloudOpsError({ code, message, nextSteps, cause: error });
}

/** `ec2:DescribeVpcs in eu-west-1 of 111122223333`. */
function describeRequest(request: AwsRequest): string {
  const account = request.account === 'caller' ? '' : ` of ${request.account}`;
  return `${iamAction(request)} in ${printable(request.region, 60)}${account}`;
}

function fromSignal(signal: AbortSignal, request: AwsRequest): CloudOpsError {
  const isLate = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  const what = describeRequest(request);
  if (!isLate) return awsError({ code: 'INTERRUPTED', message: `${what}: interrupted`, nextSteps: [] });
  const message = `${what}: the step's time ran out`;
  return awsError({ code: 'REQUEST_TIMED_OUT', message, nextSteps: ['a longer --timeout'] });
}

/** What became of a request that gave no usable answer, as one of our errors. Never throws. */
export function toAwsError(error: unknown, request: AwsRequest, signal: AbortSignal): CloudOpsError {
  if (signal.aborted) return fromSignal(signal, request);
  if (CloudOpsError.isInstance(error)) return nameRequest(nameRegion(error, request), request);
  const facts = factsOf(error);
  const code = codeOf(facts, request.region);
  const http = facts.status === null ? '' : ` (HTTP ${facts.status})`;
  const said = code === 'ANSWER_UNREADABLE' ? 'the answer could not be read' : `${facts.name}${http}`;
  const detail = facts.message === '' ? '' : `: ${facts.message}`;
  const message = `${describeRequest(request)}: ${said}${detail}`;
  return awsError({ code, message, nextSteps: stepsFor(code, facts, request), cause: error });
}

/** Why a request leaves its question open. */
export function toReason(error: CloudOpsError): UnknownReason {
  const [needs] = error.nextSteps;
  return {
    kind: kinds[error.code] ?? 'failed',
    message: `${error.message} (${error.code})`,
    ...(needs === undefined ? {} : { needs }),
  };
}
