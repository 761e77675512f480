import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = new URL('./schemas/ocsf-1.8.0-api-activity.json', import.meta.url);
const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);

/** What the published schema of API Activity has against a value; empty when it fits. */
export function ocsfComplaints(value: unknown): readonly string[] {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
