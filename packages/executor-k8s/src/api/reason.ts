import { CloudOpsError, type UnknownKind, type UnknownReason } from '@cloudops/spec';
import type { KubernetesErrorCode } from '../errors.ts';
import type { ApiAnswer } from './session.ts';
import { parseStatus } from './status.ts';

/** What was being read, in the words of a report: `list pods in namespace shop`. */
export interface Asked {
  readonly verb: string;
  /** Such as `pods` or `metrics.k8s.io/nodes`. */
  readonly resource: string;
  readonly namespace?: string | null;
  readonly name?: string;
}

/** `get pods "api-1" in namespace shop`; the text of `needs`. */
export function describeAsked({ verb, resource, namespace, name }: Asked): string {
  const object = name === undefined ? '' : ` "${name}"`;
  return `${verb} ${resource}${object}${namespace ? ` in namespace ${namespace}` : ''}`;
}

function kindOfStatus(status: number): UnknownKind {
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 410) return 'truncated';
  if (status === 429) return 'throttled';
  if (status === 502 || status === 503) return 'unavailable';
  if (status === 400 || status === 406 || status === 415 || status === 422) return 'invalid';
  return 'failed';
}

/** Why an answer other than 2xx leaves the question open. */
export function reasonFromAnswer(answer: ApiAnswer, asked: Asked): UnknownReason {
  const { reason, message } = parseStatus(answer.body);
  const detail = message || reason;
  const kind = kindOfStatus(answer.status);
  const what = answer.status === 401 ? 'the cluster does not accept these credentials; log in again' : detail;
  const text = `${describeAsked(asked)}: HTTP ${answer.status}${what === '' ? '' : `: ${what}`}`;
  if (answer.status === 401) return { kind, message: text, needs: 'credentials' };
  return kind === 'denied' ? { kind, message: text, needs: describeAsked(asked) } : { kind, message: text };
}

const kinds: Partial<Record<KubernetesErrorCode | 'WORLD_HAS_NO_ANSWER', UnknownKind>> = {
  // A recording that was asked for something else is as good as a cluster that is not there.
  WORLD_HAS_NO_ANSWER: 'unreachable',
  CONNECT_TIMED_OUT: 'unreachable',
  REQUEST_TIMED_OUT: 'timeout',
  RESPONSE_TOO_LARGE: 'truncated',
  // Without a credential no request can be sent at all: the server never said no.
  EXEC_PLUGIN_MISSING: 'unreachable',
  EXEC_PLUGIN_TIMED_OUT: 'unreachable',
  EXEC_PLUGIN_FAILED: 'unreachable',
  EXEC_PLUGIN_INVALID: 'unreachable',
  AUTH_PROVIDER_FAILED: 'unreachable',
  CREDENTIAL_UNREADABLE: 'unreachable',
  CLIENT_CERTIFICATE_EXPIRED: 'unreachable',
  CLIENT_CERTIFICATE_INVALID: 'unreachable',
  CONNECTION_REFUSED: 'unreachable',
  CONNECTION_RESET: 'unreachable',
  DNS_FAILED: 'unreachable',
  UNREACHABLE: 'unreachable',
  TLS_FAILED: 'unreachable',
  SERVER_CERTIFICATE_UNTRUSTED: 'unreachable',
  SERVER_CERTIFICATE_EXPIRED: 'unreachable',
  SERVER_NAME_MISMATCH: 'unreachable',
};

/**
 * Why a request that never became an answer leaves the question open.
 * @throws the error itself when it is none of ours: a bug, not an outcome.
 */
export function reasonFromError(error: unknown, signal: AbortSignal, asked: Asked): UnknownReason {
  if (signal.aborted) {
    const late = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
    const message = `${describeAsked(asked)}: ${late ? "the step's time ran out" : 'interrupted'}`;
    return late ? { kind: 'timeout', message, needs: 'a longer --timeout' } : { kind: 'interrupted', message };
  }
  if (!CloudOpsError.isInstance(error)) throw error;
  const [needs] = error.nextSteps;
  return {
    kind: kinds[error.code as KubernetesErrorCode] ?? 'failed',
    message: `${error.message} (${error.code})`,
    ...(needs === undefined ? {} : { needs }),
  };
}
