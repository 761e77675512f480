import { createTextPool } from '../projection/text-pool.ts';
import { MessagePlanner, wholeMask } from './message-plan.ts';
import { parseMessages } from './message-type.ts';
import { listMessages } from './messages/list-messages.ts';
import { readProtobufObject } from './protobuf-list.ts';

/** An error answer in protobuf as the object that JSON would give; null when it is none. */
export function readProtobufStatus(body: Buffer): Readonly<Record<string, unknown>> | null {
  const plan = new MessagePlanner(parseMessages(listMessages)).plan('Status', wholeMask);
  return plan === null ? null : readProtobufObject(body, plan, createTextPool());
}
