import type { ActionContext, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { changeTag, markOf } from '../mark.ts';
import { derive } from '../reason.ts';

/** A snapshot that a change made. */
export interface MadeSnapshot {
  readonly id: string;
  readonly volume: string;
  /** `pending`, `completed`, `error`, …: what it holds is fixed as soon as it is pending. */
  readonly state: string;
}

/** The snapshots that carry the mark of this change, sorted by id. */
export async function readMade(
  session: OwnAwsSession,
  place: Place,
  context: ActionContext,
): Promise<Evidence<readonly MadeSnapshot[]>> {
  const reading = {
    operation: 'DescribeSnapshots',
    items: 'Snapshots',
    key: 'SnapshotId',
    input: { OwnerIds: ['self'], Filters: [{ Name: `tag:${changeTag}`, Values: [markOf(context)] }] },
  };
  return derive(await readAll(session, place, reading, context), (items) =>
    items.map((item) => ({
      id: textAt(item, 'SnapshotId'),
      volume: textAt(item, 'VolumeId'),
      state: textAt(item, 'State'),
    })),
  );
}
