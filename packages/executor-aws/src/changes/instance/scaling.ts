import type { ActionContext } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { printable } from '../../text/printable.ts';
import { textAt } from '../../value/read.ts';
import { readOne } from '../call/read.ts';
import { failureOf, refused, type Unknown } from '../reason.ts';
import type { Machine } from './machine.ts';

/** Where an Auto Scaling group leaves an instance alone (Auto Scaling user guide, "instance lifecycle"). */
const leftAlone: readonly string[] = ['Standby', 'Detached'];

/**
 * Why an Auto Scaling group stands against a change: it replaces what does not run, and what its health check does not
 * reach. Null when none does.
 */
export async function objectionOfScaling(
  session: OwnAwsSession,
  place: Place,
  { id, scalingGroup }: Machine,
  context: ActionContext,
): Promise<Unknown | null> {
  if (scalingGroup === '') return null;
  const reading = {
    service: 'auto-scaling',
    operation: 'DescribeAutoScalingInstances',
    items: 'AutoScalingInstances',
    key: 'InstanceId',
    input: { InstanceIds: [id] },
  };
  const member = await readOne(session, place, reading, context);
  if (member.status === 'unknown') return failureOf(member, 'its Auto Scaling group');
  if (member.status === 'absent' || leftAlone.includes(textAt(member.output, 'LifecycleState'))) return null;
  const name = printable(scalingGroup, 100);
  return refused(
    `${id} belongs to the Auto Scaling group ${name}, which would replace it`,
    `${id} in standby or detached (aws autoscaling enter-standby), or a change of the group`,
  );
}
