import { numberAt, textAt, timeAt } from '../../evidence/read.ts';
import { instanceOf } from '../../evidence/subject.ts';
import type { Entity } from './entity.ts';

/** A Warning event: history. Before it counts, check that what it complains of still holds. */
export interface WarningEvent extends Entity {
  /** Of the object that it is about: `Kind/namespace/name`. */
  readonly about: string;
  readonly reason: string;
  /** Hostile text. */
  readonly message: string;
  readonly count: number;
  /** Milliseconds; null when not stated. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Reads the old form (`count`, `lastTimestamp`) and the new one (`series`, `eventTime`). */
export function toEvent(entity: Entity): WarningEvent {
  const { raw } = entity;
  const about = instanceOf({
    kind: textAt(raw, 'involvedObject', 'kind'),
    namespace: textAt(raw, 'involvedObject', 'namespace'),
    name: textAt(raw, 'involvedObject', 'name'),
  });
  const single = timeAt(raw, 'eventTime');
  return {
    ...entity,
    about,
    reason: textAt(raw, 'reason'),
    message: textAt(raw, 'message'),
    count: numberAt(raw, 'series', 'count') ?? numberAt(raw, 'count') ?? 1,
    firstAt: timeAt(raw, 'firstTimestamp') ?? single,
    lastAt: timeAt(raw, 'series', 'lastObservedTime') ?? timeAt(raw, 'lastTimestamp') ?? single,
  };
}
