import type { ActionContext, Evidence } from '@cloudops/spec';
import { readIdentity } from '../../actions/identity.ts';
import { compareText } from '../../text/compare-text.ts';
import { failureOf, present } from '../reason.ts';
import type { ChangeServices } from '../services.ts';

/** What {@link readLocation} needs. */
export type LocateOptions = Pick<ChangeServices, 'session' | 'accounts'>;

/**
 * Which account the credentials are of, as STS says itself, and which accounts are reached from there:
 * `aws:111122223333`, `aws:111122223333 for 222233334444,333344445555`, `aws:111122223333 for its organization`.
 */
export async function readLocation(
  { session, accounts }: LocateOptions,
  context: ActionContext,
): Promise<Evidence<string>> {
  const identity = await readIdentity(session, context);
  if (identity.status !== 'present') return failureOf(identity, 'the caller');
  const caller = `aws:${identity.output.account}`;
  if (accounts === 'caller') return present(caller);
  if (accounts === 'organization') return present(`${caller} for its organization`);
  const reached = [...new Set(accounts.map(({ account }) => account))].sort(compareText);
  return present(`${caller} for ${reached.join(',')}`);
}
