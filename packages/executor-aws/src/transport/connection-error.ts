import { CloudOpsError } from '@cloudops/spec';
import { awsError } from '../errors.ts';
import { printable } from '../text/printable.ts';

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Says what became of a connection. Its `cause` decides whether the SDK tries again. */
export function connectionError(error: unknown, host: string): CloudOpsError {
  if (CloudOpsError.isInstance(error)) return error;
  const code = codeOf(error);
  if (code === 'ENOTFOUND') {
    // A name that does not exist will not exist a second later: without a cause it is not tried again.
    const nextSteps = ['Check the name of the region, the network and its DNS.'];
    return awsError({ code: 'DNS_FAILED', message: `The host ${printable(host)} does not resolve.`, nextSteps });
  }
  const detail = code || (error instanceof Error ? printable(error.message, 120) : 'unknown reason');
  return awsError({
    code: 'UNREACHABLE',
    message: `The connection to ${printable(host)} failed: ${detail}.`,
    nextSteps: ['Check the network, a proxy or firewall in between, and AWS_ENDPOINT_URL when it is set.'],
    cause: error,
  });
}
