import type { JsonObject } from '@cloudops/spec';
import { compileFieldMask } from '../../projection/field-mask.ts';
import type { ItemPick } from '../../projection/picker.ts';
import { project } from '../../projection/project.ts';
import { sanitize } from '../../projection/sanitize.ts';
import type { RecordKind } from './record-kind.ts';

/**
 * Makes of an object what the snapshot keeps of it; sanitised last, so that no record can ask for secrets. Works on the
 * object that it is given, and keeps parts of it. Pages are parsed whole, not scanned: most of an object has to be seen to
 * know how much of it is worth keeping, and `JSON.parse` sees it at half the cost (measured: 0.7 s against 1.2 s of CPU for
 * 20,000 pods).
 */
export function pickOf(record: RecordKind): ItemPick<JsonObject> {
  const whole = compileFieldMask(record.fields);
  const { healthy, slim } = record;
  const less = healthy === undefined ? whole : compileFieldMask(healthy.fields);
  return (object) => {
    const kept = (project(object, healthy?.applies(object) ? less : whole) ?? {}) as JsonObject;
    return sanitize(slim === undefined ? kept : slim(kept), record.kind === 'Secret');
  };
}
