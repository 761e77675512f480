import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { compileFieldMask, isMetadataOnly } from '../projection/field-mask.ts';
import type { Picker } from '../projection/picker.ts';
import { pickOf } from '../triage/records/pick.ts';
import type { RecordKind } from '../triage/records/record-kind.ts';
import { findRecord, recordNames } from '../triage/records/records.ts';
import { optionalText } from './inputs.ts';
import { type ListOutput, listOutputSchema, permissionResource, readResource } from './list.ts';
import type { Services } from './services.ts';

/** Input of `kubernetes.snapshot`. */
export interface SnapshotInput {
  /** Which kind, by the name of its record: `pods`, `deployments`, `hpas`. */
  readonly record: string;
  /** Null = all namespaces. */
  readonly namespace: string | null;
}

const input: z.ZodType<SnapshotInput> = z.strictObject({
  record: z.enum(recordNames as [string]),
  namespace: optionalText,
});

function recordOf(name: string): RecordKind {
  return findRecord(name) ?? { name, kind: name, resource: name, fields: ['metadata.name'] };
}

function pickerOf(record: RecordKind): Picker {
  const pick = pickOf(record);
  return { metadataOnly: isMetadataOnly(compileFieldMask(record.fields)), forResource: () => pick };
}

/** `kubernetes.snapshot`: a list of one kind, as compact records that analyzers read. */
export function createSnapshotAction({ session, discovery }: Services): Action {
  return defineAction<SnapshotInput, ListOutput>({
    name: 'snapshot',
    description: 'Lists objects of one kind, page by page, and keeps what analyzers read.',
    risk: 'read',
    input,
    output: listOutputSchema,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: ({ record, namespace }) => [
      {
        verb: 'list',
        resource: permissionResource(recordOf(record).resource),
        ...(namespace === null ? {} : { namespace }),
      },
    ],
    doRun: (request, context) => {
      const record = recordOf(request.record);
      const { resource, fieldSelector = null } = record;
      const asked = { resource, namespace: request.namespace, label_selector: null, field_selector: fieldSelector };
      return readResource(
        { session, discovery },
        context,
        { ...asked, limit: null, consistency: 'any' },
        pickerOf(record),
      );
    },
  });
}
