import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type PluginCommand, type PluginManifest, type PluginProvider, pluginManifestSchema } from '@cloudops/spec';
import { z } from 'zod';
import { type PluginErrorCode, pluginError } from '../errors.ts';
import { parseHostileJson } from '../protocol/hostile-json.ts';
import { isPrintable, toVisibleLine } from '../text/visible.ts';
import { digestFolder } from './digest.ts';
import type { Plugin } from './plugin.ts';

const longestBytes = 1024 * 1024;
/** Each provider is a process of its own once it is described: a package with more is a bomb. */
const mostProviders = 10;
const mostCommands = 100;
const packageName = /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/;
/** What changes how a process itself behaves is not for a plugin to ask for. */
const ownVariables = /^(NODE_|BUN_|LD_|DYLD_|UV_)|^(OPENSSL_CONF|SSLKEYLOGFILE)$/;

const packageSchema = z.object({
  name: z.string().max(214).regex(packageName, 'must be a package name'),
  version: z
    .string()
    .max(100)
    .regex(/^\d+\.\d+\.\d+[0-9A-Za-z.+-]*$/, 'must be a version such as 1.2.3'),
  cloudops: z.unknown().optional(),
});

type Packaged = z.infer<typeof packageSchema>;

function fail(code: PluginErrorCode, message: string, ...nextSteps: readonly string[]): Error {
  return pluginError({ code, message, nextSteps });
}

function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  const where = issue?.path.map(String).join('.') || 'its root';
  return `${toVisibleLine(where, 100)}: ${toVisibleLine(issue?.message ?? '', 300)}`;
}

async function readPackage(root: string): Promise<Packaged> {
  const file = join(root, 'package.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const message = `There is no package in ${root}: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}.`;
    const nextSteps = ['Give the folder that holds the package.json of the plugin.'];
    throw pluginError({ code: 'PLUGIN_MANIFEST_MISSING', message, nextSteps, cause });
  }
  const parsed = text.length > longestBytes ? ({ kind: 'refused', why: 'too long' } as const) : parseHostileJson(text);
  if (parsed.kind === 'refused') throw fail('PLUGIN_MANIFEST_INVALID', `${file} cannot be read: it is ${parsed.why}.`);
  const checked = packageSchema.safeParse(parsed.value);
  if (!checked.success) throw fail('PLUGIN_MANIFEST_INVALID', `${file} is wrong at ${describeIssue(checked.error)}.`);
  return checked.data;
}

function parseManifest({ name, version, cloudops }: Packaged): PluginManifest {
  if (cloudops === undefined) {
    const message = `The package ${name} ${version} is no plugin of CloudOps: its package.json has no field "cloudops".`;
    throw fail('PLUGIN_MANIFEST_MISSING', message, 'Check the name of the package.');
  }
  const stated = (cloudops as { readonly specificationVersion?: unknown } | null)?.specificationVersion;
  if (stated !== 'v1') {
    const what =
      stated === undefined
        ? 'states no specificationVersion'
        : `is of the specification ${toVisibleLine(JSON.stringify(stated), 40)}`;
    const message = `The plugin ${name} ${version} ${what}, and this CloudOps knows "v1".`;
    throw fail('PLUGIN_SPECIFICATION_UNSUPPORTED', message, `Take a version of ${name} for v1, or another CloudOps.`);
  }
  const checked = pluginManifestSchema.safeParse(cloudops);
  if (checked.success) return checked.data;
  throw fail(
    'PLUGIN_MANIFEST_INVALID',
    `The plugin ${name} ${version} has a wrong field "cloudops" at ${describeIssue(checked.error)}.`,
    'Hold it against what docs/plugins.md says of the manifest.',
  );
}

function findTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

function findManifestFault({ providers = [], commands = [], playbooks }: PluginManifest): string | undefined {
  if (providers.length + commands.length === 0 && playbooks === undefined) return 'delivers nothing';
  if (providers.length > mostProviders) return `delivers ${providers.length} providers; ${mostProviders} are taken`;
  if (commands.length > mostCommands) return `delivers ${commands.length} commands; ${mostCommands} are taken`;
  const provider = findTwice(providers.map(({ name }) => name));
  if (provider !== undefined) return `delivers the provider "${provider}" twice`;
  const command = findTwice(commands.map(({ name }) => name));
  if (command !== undefined) return `delivers the command "${command}" twice`;
  const variable = [...providers, ...commands]
    .flatMap(({ environment = [] }) => environment)
    .find((one) => ownVariables.test(one));
  if (variable !== undefined) return `asks for the environment variable ${variable}, which no plugin is given`;
  const rights = providers.flatMap(({ permissions = [] }) =>
    permissions.flatMap((one) => Object.values(one) as string[]),
  );
  const texts = [...rights, ...commands.map(({ description }) => description)];
  return texts.every((text) => text.length <= 500 && isPrintable(text))
    ? undefined
    : 'has texts with control characters';
}

/** A module or folder of the package must be there, and in it also when links are followed. */
async function assertInside(root: string, path: string, plugin: Packaged): Promise<void> {
  let real: string;
  try {
    real = await realpath(join(root, path));
  } catch {
    const message = `The plugin ${plugin.name} ${plugin.version} names ${toVisibleLine(path, 200)}, which is not in its package.`;
    throw fail('PLUGIN_MODULE_MISSING', message, `Build it, if it is yours; else tell the authors of ${plugin.name}.`);
  }
  if (real.startsWith(`${root}${sep}`)) return;
  const message = `The plugin ${plugin.name} ${plugin.version} names ${toVisibleLine(path, 200)}, which leads out of its package.`;
  throw fail('PLUGIN_MANIFEST_INVALID', message, `Tell the authors of ${plugin.name}.`);
}

/** The folder whose files a plugin's digest is of: with its dependencies where it is installed. */
export function digestPlugin(root: string, origin: Plugin['origin']): Promise<string> {
  if (origin === 'linked') return digestFolder(root, ['node_modules', '.git']);
  const at = root.lastIndexOf(`${sep}node_modules${sep}`);
  // npm's own notes say where a package came from; they are no part of it.
  return digestFolder(at === -1 ? root : join(root.slice(0, at), 'node_modules'), ['.package-lock.json']);
}

/** What {@link readPlugin} may be told. */
export interface ReadPluginOptions {
  /** `linked` unless stated. */
  readonly origin?: Plugin['origin'];
  /** The digest, where it is known: it is not computed then. */
  readonly digest?: string;
}

/**
 * Reads and checks a plugin's package. Runs nothing of it.
 * @throws CloudOpsError `PLUGIN_MANIFEST_MISSING` when it is no package or no plugin, `PLUGIN_SPECIFICATION_UNSUPPORTED`,
 * `PLUGIN_MANIFEST_INVALID`, `PLUGIN_MODULE_MISSING`.
 */
export async function readPlugin(root: string, options: ReadPluginOptions = {}): Promise<Plugin> {
  const { origin = 'linked' } = options;
  const real = await realpath(root).catch(() => root);
  const packaged = await readPackage(real);
  const manifest = parseManifest(packaged);
  const { name, version } = packaged;
  const fault = findManifestFault(manifest);
  if (fault !== undefined) {
    throw fail('PLUGIN_MANIFEST_INVALID', `The plugin ${name} ${version} ${fault}.`, `Tell the authors of ${name}.`);
  }
  const { providers = [], commands = [], playbooks } = manifest;
  const code: readonly (PluginProvider | PluginCommand)[] = [...providers, ...commands];
  const paths = [...code.map(({ module }) => module), ...(playbooks === undefined ? [] : [playbooks])];
  for (const path of paths) await assertInside(real, path, packaged);
  return { name, version, root: real, origin, manifest, digest: options.digest ?? (await digestPlugin(real, origin)) };
}
