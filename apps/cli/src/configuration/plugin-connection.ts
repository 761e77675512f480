import { readFile } from 'node:fs/promises';
import { CloudOpsError, type JsonObject } from '@cloudops/spec';
import { z } from 'zod';
import type { Configuration } from './configuration.ts';
import { type MetricsSettings, metricsSettingsSchema } from './metrics-settings.ts';
import type { PluginSettings } from './plugin-settings.ts';

/** What a provider of a plugin is connected with. */
export interface PluginTargeting {
  /** The environment that it counts as. */
  readonly environment: string;
  readonly settings: JsonObject;
  /** Where in the configuration its address stands. */
  readonly path: readonly string[];
  /** What should be said aloud about the choice. */
  readonly note: string | null;
}

/** The settings that are ours to read: where an HTTP server answers, and how to log in there. */
const connectionKeys = ['url', 'username', 'password', 'token', 'headers', 'ca_file'] as const;

/**
 * The settings of a provider for an environment. An environment's win over the general ones, which count as prod; an address
 * brings its login along, so that none goes to a server that it was not meant for.
 * @throws CloudOpsError `SCOPE_UNMAPPED` when some environments have settings for it and the one asked for, or the default one,
 * has none: answering from another place would be wrong.
 */
export function choosePlugin(name: string, scope: string | null, configuration: Configuration): PluginTargeting {
  const { environments, plugins, default_scope } = configuration;
  const own = (settings: PluginSettings | undefined): JsonObject | undefined =>
    settings !== undefined && Object.hasOwn(settings, name) ? settings[name] : undefined;
  const general = own(plugins) ?? {};
  const named = Object.keys(environments).filter((key) => own(environments[key]?.plugins) !== undefined);
  const path = ['plugins', name];
  if (named.length === 0) return { environment: 'prod', settings: general, path, note: noteFor(name, scope) };
  const asked = scope ?? default_scope;
  const special = Object.hasOwn(environments, asked) ? own(environments[asked]?.plugins) : undefined;
  const note = scope === null ? `No environment was named; reading "${asked}".` : null;
  if (special !== undefined) {
    const hasAddress = Object.hasOwn(special, 'url');
    const kept = hasAddress ? withoutConnection(general) : general;
    const at = hasAddress ? ['environments', asked, ...path] : path;
    return { environment: asked, settings: { ...kept, ...special }, path: at, note };
  }
  if (asked !== 'prod' || own(plugins) === undefined) throw unmapped(name, asked, named);
  return { environment: 'prod', settings: general, path, note };
}

/** Settings without address and login: what is left says nothing of how to get there. */
export function withoutConnection(settings: JsonObject): JsonObject {
  const ours: readonly string[] = connectionKeys;
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !ours.includes(key)));
}

/**
 * Address and login of an HTTP server among the settings of a provider; null where there is no address.
 * @throws CloudOpsError `CONFIG_INVALID` naming file, line and column.
 */
export async function readConnection(
  { settings, path }: Pick<PluginTargeting, 'settings' | 'path'>,
  file: string,
): Promise<MetricsSettings | null> {
  const ours = connectionKeys.filter((key) => Object.hasOwn(settings, key)).map((key) => [key, settings[key]] as const);
  if (!Object.hasOwn(settings, 'url')) return null;
  const parsed = metricsSettingsSchema.safeParse(Object.fromEntries(ours));
  if (parsed.success) return parsed.data;
  throw await toError(parsed.error.issues[0], path, file);
}

const inPlace = z.object({ plugins: z.record(z.string(), metricsSettingsSchema) });
const everywhere = inPlace.extend({ environments: z.record(z.string(), inPlace) });

async function toError(issue: z.core.$ZodIssue | undefined, path: readonly string[], file: string): Promise<Error> {
  const { LineCounter, parseDocument } = await import('yaml');
  const { toIssueError } = await import('./invalid-configuration.ts');
  const lineCounter = new LineCounter();
  const document = parseDocument(await readFile(file, 'utf8'), { lineCounter });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const placed = issue === undefined ? undefined : { ...issue, path: [...path, ...issue.path] };
  return toIssueError(placed, { schema: everywhere, document, file, place });
}

function noteFor(name: string, scope: string | null): string {
  const base = `No environment is configured for ${name}; its settings count as prod.`;
  return scope === null || scope === 'prod' ? base : `${base} Is it really "${scope}"?`;
}

function unmapped(name: string, scope: string, named: readonly string[]): CloudOpsError {
  return new CloudOpsError({
    code: 'SCOPE_UNMAPPED',
    message: `The environment "${scope}" has no settings for ${name}.`,
    nextSteps: [
      `Environments with ${name}: ${[...named].sort().join(', ')}`,
      `Add them to config.yaml: environments.${scope}.plugins.${name}`,
    ],
  });
}
