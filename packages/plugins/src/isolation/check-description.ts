import { type JsonObject, type PluginProvider, type RiskLevel, severities } from '@cloudops/spec';
import { z } from 'zod';
import { type PluginErrorCode, pluginError } from '../errors.ts';
import type { Plugin } from '../manifest/plugin.ts';
import { isPrintable, toVisibleLine } from '../text/visible.ts';
import { createRunBounded, type RunBounded } from './bounded.ts';
import { compileSchema } from './compile-schema.ts';
import { nameOf } from './fault.ts';
import type { ActionDescription, ProviderDescription } from './provider-description.ts';

const longestBytes = 4 * 1024 * 1024;
const risks: readonly RiskLevel[] = ['read', 'write', 'delete'];
const line = z.string().min(1).max(2_000).refine(isPrintable, 'must be one line without control characters');
const json = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const actionName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*$/;

const action: z.ZodType<ActionDescription> = z.strictObject({
  name: z.string().max(100).regex(actionName, 'must be lower-case words with dashes, parts parted by dots'),
  description: line,
  risk: z.enum(['read', 'write', 'delete']),
  input: json,
  output: json,
  estimatedSec: z.number().min(0),
  estimatedCostUsd: z.number().min(0),
  riskByInput: z.array(z.string()).exactOptional(),
  isChange: z.boolean(),
});

const descriptionSchema: z.ZodType<ProviderDescription> = z.strictObject({
  specificationVersion: z.literal('v1'),
  name: z.string(),
  version: z.string(),
  actions: z.array(action).min(1).max(500),
  findings: z
    .array(
      z.strictObject({
        code: z
          .string()
          .regex(/^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$/, 'must be like PG-101')
          .max(60),
        title: line,
        role: z.enum(['fault', 'symptom', 'hint']),
        severity: z.enum(severities as ['critical', ...typeof severities]),
        decided: line,
        remedy: line,
      }),
    )
    .max(1_000),
  canLocate: z.boolean(),
});

/** What a description is held against. */
export interface DescriptionContext {
  readonly plugin: Plugin;
  readonly provider: PluginProvider;
}

/** An error about what a plugin said or did when its provider was described. */
export function descriptionError(
  { plugin, provider }: DescriptionContext,
  why: string,
  code: PluginErrorCode = 'PLUGIN_DESCRIPTION_INVALID',
): Error {
  return pluginError({
    code,
    message: `${nameOf(plugin)} cannot be used: its provider "${provider.name}" ${why}.`,
    nextSteps: [
      `Tell the authors of ${plugin.name}, or take another version of it.`,
      `cloudops plugins uninstall ${plugin.name}`,
    ],
  });
}

function findTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

function findActionFault({ name, risk, isChange }: ActionDescription, provider: PluginProvider): string | undefined {
  const what = `has the action "${name}"`;
  if (risks.indexOf(risk) > risks.indexOf(provider.risk)) {
    return `${what} with the risk ${risk}, and its manifest states ${provider.risk} at most`;
  }
  if (risk === 'read' && isChange) return `${what} that only reads and has a change protocol`;
  if (risk !== 'read' && !isChange) return `${what} with the risk ${risk} and without a change protocol`;
  return undefined;
}

function findSchemaFault(actions: readonly ActionDescription[], runBounded: RunBounded): string | undefined {
  for (const { name, input, output } of actions) {
    for (const [what, schema] of Object.entries({ input, output })) {
      try {
        compileSchema(schema, runBounded);
      } catch (error) {
        const why = toVisibleLine(error instanceof Error ? error.message : String(error), 200);
        return `has an ${what} of the action "${name}" that cannot be checked here: ${why}`;
      }
    }
  }
  return undefined;
}

function findFault(description: ProviderDescription, { plugin, provider }: DescriptionContext): string | undefined {
  const { name, version, actions, findings } = description;
  if (name !== provider.name) return `calls itself "${toVisibleLine(name, 60)}"`;
  if (version !== plugin.version)
    return `has the version ${toVisibleLine(version, 60)}, and its package ${plugin.version}`;
  const action = findTwice(actions.map((one) => one.name));
  if (action !== undefined) return `has two actions named "${action}"`;
  const code = findTwice(findings.map((one) => one.code));
  if (code !== undefined) return `has two findings with the code ${code}`;
  for (const one of actions) {
    const fault = findActionFault(one, provider);
    if (fault !== undefined) return fault;
  }
  return findSchemaFault(actions, createRunBounded());
}

/**
 * Checks what a provider said of itself against its manifest.
 * @throws CloudOpsError `PLUGIN_DESCRIPTION_INVALID` naming the plugin and what is wrong; `PLUGIN_SPECIFICATION_UNSUPPORTED` for
 * a provider of another specification.
 */
export function checkDescription(said: unknown, context: DescriptionContext): ProviderDescription {
  const version = (said as { readonly specificationVersion?: unknown } | undefined)?.specificationVersion;
  if (version !== 'v1') {
    const what = toVisibleLine(String(version), 40);
    throw descriptionError(
      context,
      `is of the specification "${what}", and this CloudOps knows v1`,
      'PLUGIN_SPECIFICATION_UNSUPPORTED',
    );
  }
  const size = JSON.stringify(said).length;
  if (size > longestBytes) throw descriptionError(context, `describes itself in ${size} bytes`);
  const checked = descriptionSchema.safeParse(said);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const where = toVisibleLine(issue?.path.map(String).join('.') || 'its root', 200);
    throw descriptionError(context, `has a wrong description at ${where}: ${toVisibleLine(issue?.message ?? '', 200)}`);
  }
  const fault = findFault(checked.data, context);
  if (fault !== undefined) throw descriptionError(context, fault);
  return checked.data;
}
