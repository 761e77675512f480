import { z } from 'zod';
import { configurationSchema } from './configuration.ts';

/** What `config.yaml` can hold, as a JSON Schema without references: for documentation. */
export function toConfigurationJsonSchema(): unknown {
  return z.toJSONSchema(configurationSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
}
