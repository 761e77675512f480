import type { JsonObject } from '@cloudops/spec';
import { compileFieldMask } from '../../projection/field-mask.ts';
import type { ItemPick } from '../../projection/picker.ts';
import { project } from '../../projection/project.ts';
import { sanitize } from '../../projection/sanitize.ts';
import { toScanMask } from '../../projection/scan-mask.ts';
import type { RecordKind } from './record-kind.ts';

/**
 * Makes of an object what the snapshot keeps of it; sanitised last, so that no record can ask for secrets. Works on the
 * object that it is given, and keeps parts of it. Healthy objects are scanned for little, the others once more for all:
 * making objects of everything would cost half as much again (measured: 0.9 s against 1.4 s of CPU for 20,000 pods).
 */
export function pickOf(record: RecordKind): ItemPick<JsonObject> {
  const whole = compileFieldMask(record.fields);
  const { healthy, slim } = record;
  const less = healthy === undefined ? whole : compileFieldMask(healthy.fields);
  const finish = (kept: unknown): JsonObject => {
    const object = (kept ?? {}) as JsonObject;
    return sanitize(slim === undefined ? object : slim(object), record.kind === 'Secret');
  };
  const pick = (object: unknown): JsonObject => finish(project(object, healthy?.applies(object) ? less : whole));
  const again =
    healthy === undefined
      ? {}
      : { again: { mask: toScanMask(whole), applies: (kept: unknown) => !healthy.applies(kept) } };
  return Object.assign(pick, { scanned: { mask: toScanMask(less), ...again, finish } });
}
