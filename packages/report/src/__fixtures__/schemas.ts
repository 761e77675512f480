import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A published JSON schema, as committed under `schemas/` with its source in `$comment`. */
export function publishedSchema(
  name: string,
  change: (schema: SchemaObject) => SchemaObject = (same) => same,
): z.ZodType {
  const text = readFileSync(new URL(`./schemas/${name}.json`, import.meta.url), 'utf8');
  const { id: _id, ...schema } = change(JSON.parse(text) as SchemaObject);
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}

/** A JSON schema's own keys. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** The first few complaints of a schema about a value; empty when it fits. */
export function complaints(schema: z.ZodType, value: unknown): readonly string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
}
