import type { JsonObject } from '@cloudops/spec';
import type { ApiResource } from '../discovery/api-resource.ts';
import { compileFieldMask, isMetadataOnly } from './field-mask.ts';
import { project } from './project.ts';
import { sanitize } from './sanitize.ts';
import { type ScanMask, toScanMask } from './scan-mask.ts';

/** How to make the same of an object's bytes as of the object: scan them by the mask, then finish. */
export interface ScannedPick<Item> {
  /** What is kept, and beside it the object's namespace and name. */
  readonly mask: ScanMask;
  /** A wider mask for objects of which the first one kept a reason to look again. */
  readonly again?: { readonly mask: ScanMask; applies(kept: unknown): boolean };
  /** @param kept what a scan by `mask` left; undefined = nothing. */
  finish(kept: unknown): Item;
}

/** Makes of an object what is kept of it. */
export interface ItemPick<Item> {
  (object: unknown): Item;
  /** Absent where the whole object is needed. */
  readonly scanned?: ScannedPick<Item> | null;
}

/** Makes of objects what evidence may hold of them. */
export interface Picker {
  /** Whether nothing but metadata is wanted. */
  readonly metadataOnly: boolean;
  forResource(resource: Pick<ApiResource, 'group' | 'resource'>): ItemPick<JsonObject>;
}

/** Lists are sorted by these, whether or not a mask keeps them. */
const naming = ['metadata.namespace', 'metadata.name'];

/**
 * Compiles field masks (null = everything) into a {@link Picker}. What is picked is sanitised last, so that a mask
 * cannot ask for secrets.
 * @throws CloudOpsError `FIELD_MASK_INVALID`.
 */
export function createPicker(fields: readonly string[] | null): Picker {
  const mask = fields === null ? null : compileFieldMask(fields);
  const named = fields === null ? null : toScanMask(compileFieldMask([...fields, ...naming]));
  const namesKept = fields !== null && naming.every((name) => fields.includes(name));
  return {
    metadataOnly: mask !== null && isMetadataOnly(mask),
    forResource({ group, resource }) {
      const secret = group === '' && resource === 'secrets';
      const pick = (object: unknown): JsonObject => {
        const kept = mask === null ? object : (project(object, mask) ?? {});
        return sanitize(kept, secret) as JsonObject;
      };
      const finish = namesKept ? (kept: unknown) => sanitize(kept ?? {}, secret) as JsonObject : pick;
      return Object.assign(pick, { scanned: named === null ? null : { mask: named, finish } });
    },
  };
}
