import { z } from 'zod';
import type { JsonObject } from './json.ts';
import type { RiskLevel } from './playbook.ts';
import type { Permission, Provider } from './provider.ts';
import type { WireTransport } from './wire.ts';

/**
 * How code of a plugin reaches the network. `none`: not at all. `http`: through the host, to the address that the user
 * configured; a step that reads sends GET and HEAD only. `sockets`: connections of its own, which nobody watches.
 */
export type PluginNetwork = 'none' | 'http' | 'sockets';

/** What every piece of a plugin's code states about itself: it is shown before the plugin is installed, and enforced. */
interface PluginCode {
  /** Path of an ES module in the package, such as `./lib/provider.js`. */
  readonly module: string;
  readonly network: PluginNetwork;
  /** Names of the environment variables that it is given; it sees no others. None unless stated. */
  readonly environment?: readonly string[];
}

/** A provider that a plugin delivers. Its module exports a {@link CreatePluginProvider} named `createProvider`. */
export interface PluginProvider extends PluginCode {
  /** The provider's name, which is the first part of its actions' names and the key of its settings. */
  readonly name: string;
  /** The highest risk of its actions: an action above it is refused. */
  readonly risk: RiskLevel;
  /** All the rights that it needs of its target, as the target words them. None unless stated. */
  readonly permissions?: readonly Permission[];
}

/** A command that a plugin delivers: `cloudops NAME …`. Its module exports a {@link RunPluginCommand} named `run`. */
export interface PluginCommand extends PluginCode {
  /** One or two words, such as `postgres ping`; the first is no command of CloudOps itself. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
}

/** What a plugin is, as the `cloudops` field of its package.json states it. */
export interface PluginManifest {
  /** The version of this contract. */
  readonly specificationVersion: 'v1';
  readonly providers?: readonly PluginProvider[];
  /** Folder of playbooks in the package, such as `./playbooks`. */
  readonly playbooks?: string;
  readonly commands?: readonly PluginCommand[];
}

/** What a plugin's provider is made from. */
export interface PluginProviderContext {
  /** The version of the plugin's package; the provider's `version` is to be the same. */
  readonly version: string;
  /** The environment that is asked about; what none is named for counts as `prod`. */
  readonly environment: string;
  /**
   * What the configuration holds under `plugins.<name>` or `environments.<environment>.plugins.<name>`, unchecked; `{}` where it holds
   * nothing, as when the provider is only described. The provider checks it in `targets()`, and throws there.
   */
  readonly settings: JsonObject;
  /** The way out of a provider with the network `http`, to the setting `url`; null where there is none, or the network is another. */
  readonly transport: WireTransport | null;
}

/** Makes a provider. Reads nothing, opens nothing: also called to learn what the provider can do. */
export type CreatePluginProvider = (context: PluginProviderContext) => Provider | Promise<Provider>;

/** What a plugin's command is given. */
export interface PluginCommandContext {
  /** Arguments after the command's name. */
  readonly arguments: readonly string[];
  /** As for a provider: `plugins.<first word of the command's name>`. */
  readonly settings: JsonObject;
  readonly transport: WireTransport | null;
  readonly signal: AbortSignal;
  /** Prints a part of the answer; control characters are made visible. */
  print(text: string): void;
}

/** Runs a command. @returns its exit status. */
export type RunPluginCommand = (context: PluginCommandContext) => number | Promise<number>;

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes');
const path = z
  .string()
  .max(1_000)
  .regex(/^\.\/[^\\\0]+$/, 'must start with ./')
  .refine((value) => !value.split('/').includes('..'), 'must stay in the package');
// Bounds are what somebody can read before saying yes.
const word = z.string().min(1).max(200);
const code = {
  module: path,
  network: z.enum(['none', 'http', 'sockets']),
  environment: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/))
    .max(50)
    .exactOptional(),
};

/** Checks the `cloudops` field of a plugin's package.json. */
export const pluginManifestSchema: z.ZodType<PluginManifest> = z
  .strictObject({
    specificationVersion: z.literal('v1'),
    providers: z
      .array(
        z.strictObject({
          name,
          risk: z.enum(['read', 'write', 'delete']),
          permissions: z
            .array(z.strictObject({ verb: word, resource: word, namespace: word.exactOptional() }))
            .max(200)
            .exactOptional(),
          ...code,
        }),
      )
      .exactOptional(),
    playbooks: path.exactOptional(),
    commands: z
      .array(
        z.strictObject({
          name: z
            .string()
            .regex(/^[a-z][a-z0-9-]{0,39}( [a-z][a-z0-9-]{0,39})?$/, 'must be one or two lower-case words'),
          description: z.string().min(1).max(200),
          ...code,
        }),
      )
      .exactOptional(),
  })
  .meta({ id: 'PluginManifest', title: 'CloudOps plugin manifest' });
