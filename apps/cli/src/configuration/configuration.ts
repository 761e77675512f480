import { readFile } from 'node:fs/promises';
import { CloudOpsError } from '@cloudops/spec';
import type { Document } from 'yaml';
import { z } from 'zod';
import { type AuditSettings, auditSettingsSchema } from './audit-settings.ts';
import { type AuthSettings, authSettingsSchema } from './auth-settings.ts';
import { type Environment, environmentsSchema, findShared } from './environment-settings.ts';
import { type McpSettings, mcpSettingsSchema } from './mcp-settings.ts';
import { type MetricsSettings, metricsSettingsSchema, metricsUrlSchema } from './metrics-settings.ts';
import { type ModelSettings, modelSettingsSchema } from './model-settings.ts';
import { type PluginSettings, pluginSettingsSchema } from './plugin-settings.ts';
import { type ReportSettings, reportSettingsSchema } from './report-settings.ts';
import { type TelemetrySettings, telemetrySettingsSchema } from './telemetry-settings.ts';
import { type UpdateSettings, updateSettingsSchema } from './update-settings.ts';

/** What `config.yaml` can hold. No secret is ever in it. */
export interface Configuration {
  /** What belongs to which environment. A context or an account in none counts as prod. */
  readonly environments: Readonly<Record<string, Environment>>;
  /** The environment when neither the question nor `--scope` names one. */
  readonly default_scope: string;
  readonly kubernetes: {
    /** Allows the steps that need `nodes/proxy`, a powerful right. */
    readonly node_proxy: boolean;
    /** A Prometheus to ask for figures and history. */
    readonly prometheus?: MetricsSettings;
    /** An Alertmanager to ask for what fires. */
    readonly alertmanager?: MetricsSettings;
  };
  readonly aws: {
    /** Prices of your own for what is wasted, instead of the shipped table's. */
    readonly price_file?: string;
  };
  /** How questions are read. */
  readonly model: ModelSettings;
  readonly audit: AuditSettings;
  /** Who says who you are, besides the operating system and the targets. */
  readonly auth: AuthSettings;
  /** What `cloudops mcp` offers. */
  readonly mcp: McpSettings;
  /** Settings of plugins, unless the environment has others. */
  readonly plugins: PluginSettings;
  /** Where reports can go. */
  readonly reports: ReportSettings;
  /** What is told to others about how it goes; nothing unless asked for. */
  readonly telemetry: TelemetrySettings;
  /** Where a standalone binary finds newer ones. */
  readonly update: UpdateSettings;
}

/** The settings in force where the file says nothing. */
const defaultConfiguration: Configuration = {
  environments: {},
  default_scope: 'prod',
  kubernetes: { node_proxy: false },
  aws: {},
  model: modelSettingsSchema.parse({}),
  audit: auditSettingsSchema.parse({}),
  auth: {},
  mcp: mcpSettingsSchema.parse({}),
  plugins: {},
  reports: reportSettingsSchema.parse({}),
  telemetry: telemetrySettingsSchema.parse({}),
  update: {},
};

const kubernetesSchema = z
  .strictObject({
    node_proxy: z.boolean().optional(),
    /** Short for `prometheus: { url }`. */
    prometheus_url: metricsUrlSchema.optional(),
    prometheus: metricsSettingsSchema.optional(),
    alertmanager_url: metricsUrlSchema.optional(),
    alertmanager: metricsSettingsSchema.optional(),
  })
  .refine(({ prometheus, prometheus_url }) => prometheus === undefined || prometheus_url === undefined, {
    path: ['prometheus_url'],
    error: 'the address stands in `prometheus` already',
  })
  .refine(({ alertmanager, alertmanager_url }) => alertmanager === undefined || alertmanager_url === undefined, {
    path: ['alertmanager_url'],
    error: 'the address stands in `alertmanager` already',
  });

const schema = z.strictObject({
  environments: environmentsSchema.optional(),
  default_scope: z.string().optional(),
  kubernetes: kubernetesSchema.optional(),
  aws: z.strictObject({ price_file: z.string().min(1).exactOptional() }).optional(),
  model: modelSettingsSchema.optional(),
  audit: auditSettingsSchema.optional(),
  auth: authSettingsSchema.optional(),
  mcp: mcpSettingsSchema.optional(),
  plugins: pluginSettingsSchema.optional(),
  reports: reportSettingsSchema.optional(),
  telemetry: telemetrySettingsSchema.optional(),
  update: updateSettingsSchema.optional(),
});

/** Checks a configuration file's value; what is documented is read from it. */
export const configurationSchema: z.ZodType = schema;

/**
 * Reads the configuration; a file that is not there is the defaults.
 * @throws CloudOpsError `CONFIG_INVALID` naming file, line and column; `CONFIG_UNREADABLE`.
 */
export async function readConfiguration(file: string): Promise<Configuration> {
  const text = await readIfThere(file);
  return text === null ? defaultConfiguration : parseConfiguration(text, file);
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new CloudOpsError({
      code: 'CONFIG_UNREADABLE',
      message: `The configuration ${file} cannot be read: ${(cause as Error).message}`,
      nextSteps: ['Check the file’s permissions, or name another with CLOUDOPS_CONFIG.'],
      cause,
    });
  }
}

/** Checks the text of a configuration file. @throws CloudOpsError `CONFIG_INVALID`. */
async function parseConfiguration(text: string, file: string): Promise<Configuration> {
  const { isScalar, LineCounter, parseDocument, visit } = await import('yaml');
  const { invalidConfiguration, startOf, toIssueError } = await import('./invalid-configuration.ts');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const problem = syntax.message.split('\n')[0] ?? '';
    throw invalidConfiguration(place(syntax.pos[0]), problem, `Correct the YAML of ${file} at that place.`);
  }
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key) || key.value !== '__proto__') return;
      throw invalidConfiguration(place(startOf(key)), '__proto__ is no name', `Remove it from ${file}.`);
    },
  });
  const parsed = schema.safeParse((await toPlain(document, file)) ?? {});
  if (parsed.success) {
    const twice = findShared(parsed.data.environments ?? {});
    if (twice === null) return withDefaults(parsed.data);
    const node = document.getIn(['environments', twice.second, ...twice.path], true);
    const { noun, name, first, second } = twice;
    throw invalidConfiguration(
      place(startOf(node)),
      `the ${noun} "${name}" belongs to "${first}" and to "${second}"; one ${noun} has one environment`,
      `Remove it from environments.${first} or environments.${second} in ${file}.`,
    );
  }
  throw toIssueError(parsed.error.issues[0], { schema, document, file, place });
}

/** Too many aliases of aliases would fill the memory; the parser counts them and throws. */
async function toPlain(document: Document, file: string): Promise<unknown> {
  try {
    return document.toJS({ maxAliasCount: 10 });
  } catch (error) {
    const { invalidConfiguration } = await import('./invalid-configuration.ts');
    throw invalidConfiguration(file, (error as Error).message, `Write the values of ${file} out instead of aliases.`);
  }
}

function withDefaults(given: z.infer<typeof schema>): Configuration {
  return {
    environments: given.environments ?? defaultConfiguration.environments,
    default_scope: given.default_scope ?? defaultConfiguration.default_scope,
    kubernetes: toKubernetes(given.kubernetes ?? {}),
    aws: given.aws ?? defaultConfiguration.aws,
    model: given.model ?? defaultConfiguration.model,
    audit: given.audit ?? defaultConfiguration.audit,
    auth: given.auth ?? defaultConfiguration.auth,
    mcp: given.mcp ?? defaultConfiguration.mcp,
    plugins: given.plugins ?? defaultConfiguration.plugins,
    reports: given.reports ?? defaultConfiguration.reports,
    telemetry: given.telemetry ?? defaultConfiguration.telemetry,
    update: given.update ?? defaultConfiguration.update,
  };
}

function toKubernetes(given: z.infer<typeof kubernetesSchema>): Configuration['kubernetes'] {
  const { node_proxy = false, prometheus_url, alertmanager_url } = given;
  const prometheus = given.prometheus ?? (prometheus_url === undefined ? undefined : { url: prometheus_url });
  const alertmanager = given.alertmanager ?? (alertmanager_url === undefined ? undefined : { url: alertmanager_url });
  return {
    node_proxy,
    ...(prometheus === undefined ? {} : { prometheus }),
    ...(alertmanager === undefined ? {} : { alertmanager }),
  };
}
