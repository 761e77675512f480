import type { Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { AwsCallContext } from '../../clients/session.ts';
import { present, refused } from '../reason.ts';
import { type ChangeCall, sendChange } from './send.ts';

/** One call to test. */
export interface TestedCall extends ChangeCall {
  /** Refusals by which EC2 shows that it would allow the call, by its own codes: what an undo would make is still there. */
  readonly accepting?: readonly string[];
}

/**
 * Asks EC2 whether it would take these calls: rights and parameters, nothing of what only the doing shows, such as
 * capacity (EC2 API reference, `DryRun`).
 */
export async function dryRun(
  session: OwnAwsSession,
  calls: readonly TestedCall[],
  context: AwsCallContext,
): Promise<Evidence<string>> {
  for (const { accepting = [], ...call } of calls) {
    const outcome = await sendChange(session, { ...call, input: { ...call.input, DryRun: true } }, context);
    if (outcome.kind === 'done') {
      const message = `${call.operation} was to be tested, and what answers for AWS has no tests: it may have done it`;
      return refused(message, 'an endpoint that knows DryRun');
    }
    if (outcome.name === 'DryRunOperation' || accepting.includes(outcome.name)) continue;
    return { status: 'unknown', reason: outcome.reason };
  }
  const names = [...new Set(calls.map(({ operation }) => operation))].join(', ');
  return present(`EC2 would accept ${names} (DryRun)`);
}
