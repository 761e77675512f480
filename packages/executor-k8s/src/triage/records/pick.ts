import type { JsonObject } from '@cloudops/spec';
import { compileFieldMask } from '../../projection/field-mask.ts';
import type { ItemPick } from '../../projection/picker.ts';
import { project } from '../../projection/project.ts';
import { sanitize } from '../../projection/sanitize.ts';
import { toScanMask } from '../../projection/scan-mask.ts';
import type { RecordKind } from './record-kind.ts';

/** Makes of an object what the snapshot keeps of it; sanitised last, so that no record can ask for secrets. */
export function pickOf(record: RecordKind): ItemPick<JsonObject> {
  const mask = compileFieldMask(record.fields);
  const finish = (kept: unknown): JsonObject => {
    const object = (kept ?? {}) as JsonObject;
    return sanitize(record.slim === undefined ? object : record.slim(object), record.kind === 'Secret');
  };
  const pick = (object: unknown): JsonObject => finish(structuredClone(project(object, mask)));
  return Object.assign(pick, { scanned: { mask: toScanMask(mask), finish } });
}
