import type { AuditRecord } from '@cloudops/spec';

/** Where a record stands. */
export interface RecordPlace {
  /** 0 for the log's first record. */
  readonly index: number;
  /** The log's name. */
  readonly origin: string;
}

/**
 * A record as a CloudEvents 1.0 event in JSON (https://github.com/cloudevents/spec): `id` and `source` together are
 * unique, so that a receiver can drop what it has.
 */
export function toCloudEvent(record: AuditRecord, { index, origin }: RecordPlace): object {
  const subject = record.action.plan_id ?? record.action.run_id;
  return {
    specversion: '1.0',
    id: record.audit_id,
    source: `//${encodeURI(origin)}`,
    type: `cloudops.audit.${record.event}.v1`,
    ...(subject === null ? {} : { subject }),
    time: record.timestamp,
    datacontenttype: 'application/json',
    sequence: String(index),
    data: record,
  };
}
