import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import { z } from 'zod';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { listAt, numberAt, textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { derive } from '../reason.ts';

/** A volume as changes see it. */
export interface VolumeFacts {
  readonly id: string;
  readonly size: number;
  /** Such as `gp3`. */
  readonly type: string;
  readonly state: string;
  /** Instances that it is attached to, sorted. */
  readonly instances: readonly string[];
}

/** Checks {@link VolumeFacts}. */
export const volumeFacts: z.ZodType<VolumeFacts> = z.strictObject({
  id: z.string().regex(/^vol-[0-9a-z]{1,17}$/),
  size: z.number().min(0),
  type: z.string(),
  state: z.string(),
  instances: z.array(z.string()),
});

/** Reads an item of DescribeVolumes. */
export function toVolume(item: Json): VolumeFacts {
  return {
    id: textAt(item, 'VolumeId'),
    size: numberAt(item, 'Size') ?? 0,
    type: textAt(item, 'VolumeType'),
    state: textAt(item, 'State'),
    instances: listAt(item, 'Attachments')
      .map((one) => textAt(one, 'InstanceId'))
      .sort(),
  };
}

/** The volumes of an instance, sorted by id. */
export async function readVolumesOf(
  session: OwnAwsSession,
  { place, instance }: { readonly place: Place; readonly instance: string },
  context: ActionContext,
): Promise<Evidence<readonly VolumeFacts[]>> {
  const reading = {
    operation: 'DescribeVolumes',
    items: 'Volumes',
    key: 'VolumeId',
    input: { Filters: [{ Name: 'attachment.instance-id', Values: [instance] }] },
  };
  return derive(await readAll(session, place, reading, context), (items) => items.map(toVolume));
}
