import type { JsonObject } from '@cloudops/spec';
import { z } from 'zod';

/** Settings of plugins by the name of their provider, or by the first word of their command. What they mean, the plugin says. */
export type PluginSettings = Readonly<Record<string, JsonObject>>;

/** YAML knows numbers that JSON does not. */
const value = z
  .unknown()
  .refine(
    (given) => z.json().safeParse(given).success,
    'must be text, a number, a truth value, or a list or a map of these',
  );

/** Checks {@link PluginSettings}: that they are plain values. The plugin itself checks what they say. */
export const pluginSettingsSchema: z.ZodType<PluginSettings> = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be the name of a provider or a command'),
  z.record(z.string(), value, { error: 'must be a map of settings' }),
) as z.ZodType<PluginSettings>;
