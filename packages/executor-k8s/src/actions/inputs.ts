import type { JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import { isFieldMask } from '../projection/field-mask.ts';

/** Optional text: null and the empty string, as playbook inputs give them, mean "not given". */
export const optionalText: z.ZodType<string | null> = z
  .string()
  .max(1000)
  .nullish()
  .transform((text) => text || null);

/** The name of an object or namespace as a user may write it; whether it can exist is found out later. */
export const objectName: z.ZodType<string> = z.string().min(1).max(253);

/** Any object of a cluster. Not walked: a list may hold twenty thousand. */
export const anyObject: z.ZodType<JsonObject> = z.unknown() as unknown as z.ZodType<JsonObject>;

/** An ISO 8601 time of the API server, null when it sent none. */
export const serverTimeSchema: z.ZodType<string | null> = z.string().nullable();

/** Field masks; null = everything. */
export const fieldMasks: z.ZodType<readonly string[] | null> = z
  .array(z.string().max(500).refine(isFieldMask, 'must read like spec.containers[].resources'))
  .max(200)
  .nullish()
  .transform((fields) => fields ?? null);
