import type { JsonObject } from '@cloudops/spec';
import type { ApiResource } from '../discovery/api-resource.ts';
import { compileFieldMask, isMetadataOnly } from './field-mask.ts';
import { project } from './project.ts';
import { sanitize } from './sanitize.ts';

/** Makes of objects what evidence may hold of them. */
export interface Picker {
  /** Whether nothing but metadata is wanted. */
  readonly metadataOnly: boolean;
  forResource(resource: Pick<ApiResource, 'group' | 'resource'>): (object: unknown) => JsonObject;
}

/**
 * Compiles field masks (null = everything) into a {@link Picker}. What is picked is sanitised last, so that a mask
 * cannot ask for secrets.
 * @throws CloudOpsError `FIELD_MASK_INVALID`.
 */
export function createPicker(fields: readonly string[] | null): Picker {
  const mask = fields === null ? null : compileFieldMask(fields);
  return {
    metadataOnly: mask !== null && isMetadataOnly(mask),
    forResource({ group, resource }) {
      const secret = group === '' && resource === 'secrets';
      return (object) => {
        const kept = mask === null ? object : (project(object, mask) ?? {});
        return sanitize(kept, secret) as JsonObject;
      };
    },
  };
}
