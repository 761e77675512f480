import type { ActionContext, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { textAt } from '../../value/read.ts';
import { readOne } from '../call/read.ts';
import { waitFor } from '../call/wait.ts';
import { present } from '../reason.ts';
import type { MachineState } from './machine-input.ts';
import { mostSettlingMs } from './settle.ts';

/** EC2's two checks of a running instance: `ok`, `impaired`, `initializing`, `insufficient-data`; empty before the first. */
export interface StatusChecks {
  readonly system: string;
  readonly instance: string;
}

async function readChecks(
  session: OwnAwsSession,
  { place, id }: MachineState,
  context: ActionContext,
): Promise<Evidence<StatusChecks>> {
  const reading = {
    operation: 'DescribeInstanceStatus',
    items: 'InstanceStatuses',
    key: 'InstanceId',
    input: { InstanceIds: [id] },
  };
  const item = await readOne(session, place, reading, context);
  if (item.status === 'unknown') return { status: 'unknown', reason: item.reason };
  return present({
    system: textAt(item.output, 'SystemStatus', 'Status'),
    instance: textAt(item.output, 'InstanceStatus', 'Status'),
  });
}

/** Whether both checks pass. */
export function arePassed({ system, instance }: StatusChecks): boolean {
  return system === 'ok' && instance === 'ok';
}

/** Waits for both checks to pass or one to fail; gives what was read last. */
export function awaitChecks(
  session: OwnAwsSession,
  machine: MachineState,
  context: ActionContext,
): Promise<Evidence<StatusChecks>> {
  return waitFor(
    {
      what: `the status checks of ${machine.id}`,
      everyMs: 10_000,
      mostMs: mostSettlingMs,
      read: () => readChecks(session, machine, context),
      isDone: (checks) => arePassed(checks) || checks.system === 'impaired' || checks.instance === 'impaired',
    },
    context,
  );
}
