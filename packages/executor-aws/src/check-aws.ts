import { toIdentity } from './actions/identity.ts';
import { awsError } from './errors.ts';
import { type AwsProviderOptions, createSession } from './provider.ts';

/** What {@link checkAws} found. */
export interface AwsIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /** Whether the key never ends: better not used by anything that runs by itself. */
  readonly isLongLived: boolean;
}

/**
 * Finds out whether AWS answers and accepts our credentials, for set-up, `doctor` and a first error that says what to do.
 * Actions do not need it: they report the same as evidence. Closes the transport that it is given.
 * @throws CloudOpsError with any code of this package.
 */
export async function checkAws(
  options: Omit<AwsProviderOptions, 'version'>,
  signal: AbortSignal,
): Promise<AwsIdentity> {
  const session = createSession(options);
  const { now = Date.now } = options;
  const context = { signal, clock: { now, sleep: async () => {} }, countCall: () => {} };
  try {
    const request = { service: 'sts', operation: 'GetCallerIdentity', account: 'caller', region: session.homeRegion };
    const answer = await session.send(request, context);
    if (answer instanceof Error) throw answer;
    const identity = toIdentity(answer);
    if (identity === null) {
      const message = 'STS answered, and named no caller.';
      throw awsError({ code: 'ANSWER_UNREADABLE', message, nextSteps: ['Check AWS_ENDPOINT_URL.'] });
    }
    const { account, arn, credential } = identity;
    return { account, arn, isLongLived: credential === 'long-lived' };
  } finally {
    await session.close();
  }
}
