import type { ActionContext, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { waitFor } from '../call/wait.ts';
import { type Machine, readMachine } from './machine.ts';

/** States that pass by themselves. */
const passing: readonly string[] = ['pending', 'stopping', 'shutting-down'];

/** Whether an instance is on its way to another state. */
function isPassing({ state }: Machine): boolean {
  return passing.includes(state);
}

/** Ten minutes: large instances with much memory take several to stop, and hibernating writes all of it to disk. */
export const mostSettlingMs: number = 600_000;

/** Waits until an instance is in a state that lasts; gives what was read last. */
export function settle(
  session: OwnAwsSession,
  machine: { readonly place: Place; readonly id: string },
  context: ActionContext,
  isDone: (machine: Machine) => boolean = (one) => !isPassing(one),
): Promise<Evidence<Machine>> {
  return waitFor(
    {
      what: `${machine.id} to settle`,
      everyMs: 5000,
      mostMs: mostSettlingMs,
      read: () => readMachine(session, machine, context),
      isDone,
    },
    context,
  );
}
