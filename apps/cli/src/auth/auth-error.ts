import { CloudOpsError } from '@cloudops/spec';

/** Why signing in, or using a session, came to nothing. */
type AuthErrorCode =
  | 'AUTH_DENIED'
  | 'AUTH_ISSUER_INVALID'
  | 'AUTH_NOT_CONFIGURED'
  | 'AUTH_NO_DEVICE_FLOW'
  | 'AUTH_REFUSED'
  | 'AUTH_TIMED_OUT'
  | 'AUTH_TOKEN_INVALID'
  | 'AUTH_UNREACHABLE';

const nextSteps: Readonly<Record<AuthErrorCode, string>> = {
  AUTH_DENIED: 'Sign in again, and agree there: cloudops auth login',
  AUTH_ISSUER_INVALID: 'Compare the issuer’s address with its own: ISSUER/.well-known/openid-configuration',
  AUTH_NOT_CONFIGURED:
    'Configure auth.oidc in config.yaml (issuer, client_id), or name both: cloudops auth login --issuer URL --client-id ID',
  AUTH_NO_DEVICE_FLOW: 'Let the issuer offer the device flow (RFC 8628) to this client.',
  AUTH_REFUSED: 'Check the client’s id, and that it may use the device flow as a public client.',
  AUTH_TIMED_OUT: 'Sign in again: cloudops auth login',
  AUTH_TOKEN_INVALID: 'Check the issuer’s settings of the client, and this machine’s clock.',
  AUTH_UNREACHABLE: 'Check the network and the issuer’s address.',
};

/** An error of signing in. It never carries what the issuer sent: that may hold tokens. */
export function authError(code: AuthErrorCode, message: string): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps: [nextSteps[code]] });
}

/** What went wrong while an issuer was asked, in words of our own. @returns an error; one of ours stays as it is. */
export function toAuthError(error: unknown, issuer: string, signal: AbortSignal): CloudOpsError {
  // The library wraps what our own part of it throws.
  const own = [error, (error as Error | undefined)?.cause].find(CloudOpsError.isInstance);
  if (own !== undefined) return own;
  if (signal.aborted) return interrupted(signal);
  const refusal = refusalOf(error);
  if (refusal === 'access_denied') return authError('AUTH_DENIED', 'The login was declined.');
  if (refusal === 'expired_token') return authError('AUTH_TIMED_OUT', 'Nobody signed in while the code was good.');
  if (refusal !== null) return authError('AUTH_REFUSED', `${issuer} refused: ${refusal}`);
  if (isMismatch(error)) {
    return authError('AUTH_ISSUER_INVALID', `What answers at ${issuer} calls itself something else.`);
  }
  return authError('AUTH_UNREACHABLE', `${issuer} could not be asked: ${reasonOf(error)}`);
}

/** The issuer no longer takes the refresh token: whoever it was has to sign in again. */
export function isSessionOver(error: unknown): boolean {
  return refusalOf(error) === 'invalid_grant';
}

/** RFC 6749, section 5.2: `error` is printable ASCII; what is not is somebody's attempt. */
function refusalOf(error: unknown): string | null {
  const code = (error as { readonly error?: unknown } | null)?.error;
  return typeof code === 'string' && /^[\w.:/-]{1,80}$/.test(code) ? code : null;
}

function isMismatch(error: unknown): boolean {
  return (error as { readonly code?: unknown }).code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
}

function reasonOf(error: unknown): string {
  const { code, name, cause, message } = error as Error & { readonly code?: unknown };
  const inner = (cause as { readonly code?: unknown } | undefined)?.code;
  for (const word of [inner, code]) if (typeof word === 'string') return word;
  return name === 'TimeoutError' ? 'no answer in time' : message;
}

function interrupted({ reason }: AbortSignal): CloudOpsError {
  const isTimeout = (reason as Error | undefined)?.name === 'TimeoutError';
  return isTimeout
    ? authError('AUTH_TIMED_OUT', 'Nobody signed in in time.')
    : new CloudOpsError({
        code: 'INTERRUPTED',
        message: 'Interrupted; nobody was signed in.',
        nextSteps: ['Sign in again: cloudops auth login'],
      });
}
