import { CloudOpsError } from '@cloudops/spec';

/** Every code that this package puts on a {@link CloudOpsError}. Documented in the README. */
export type KubernetesErrorCode =
  | 'KUBECONFIG_NOT_FOUND'
  | 'KUBECONFIG_INVALID'
  | 'CONTEXT_NOT_SET'
  | 'CONTEXT_UNKNOWN'
  | 'CONTEXT_INCOMPLETE'
  | 'CREDENTIAL_UNREADABLE'
  | 'CLIENT_CERTIFICATE_EXPIRED'
  | 'CLIENT_CERTIFICATE_INVALID'
  | 'EXEC_PLUGIN_MISSING'
  | 'EXEC_PLUGIN_TIMED_OUT'
  | 'EXEC_PLUGIN_FAILED'
  | 'EXEC_PLUGIN_INVALID'
  | 'AUTH_PROVIDER_FAILED'
  | 'SERVER_CERTIFICATE_UNTRUSTED'
  | 'SERVER_CERTIFICATE_EXPIRED'
  | 'SERVER_NAME_MISMATCH'
  | 'TLS_FAILED'
  | 'CONNECTION_REFUSED'
  | 'CONNECTION_RESET'
  | 'DNS_FAILED'
  | 'CONNECT_TIMED_OUT'
  | 'REQUEST_TIMED_OUT'
  | 'UNREACHABLE'
  | 'RESPONSE_TOO_LARGE'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'CLUSTER_NOT_READY'
  | 'FIELD_MASK_INVALID'
  | 'PROMETHEUS_INVALID'
  | 'PROVIDER_CLOSED';

/** What {@link kubernetesError} is told. */
export interface KubernetesErrorOptions {
  readonly code: KubernetesErrorCode;
  /** What failed and where, in one sentence. */
  readonly message: string;
  /** Most likely remedy first. */
  readonly nextSteps: readonly string[];
  readonly cause?: unknown;
}

/** Makes this package's errors; the one place that ties them to the closed list of codes. */
export function kubernetesError(options: KubernetesErrorOptions): CloudOpsError {
  return new CloudOpsError(options);
}

/** The `code` of a system or library error, or an empty string. */
export function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
