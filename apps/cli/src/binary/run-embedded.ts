import { commands, manifest, packageJson } from 'cloudops:embedded';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, Config, type Interfaces, Plugin } from '@oclif/core';
import { main } from '../main.ts';
import { askSystemForUser } from './os-user.ts';

/** The application as oclif's root plugin, out of the binary: oclif looks for files otherwise. */
class EmbeddedPlugin extends Plugin {
  constructor(options: Interfaces.PluginOptions) {
    super(options);
    // Private in oclif's types; load() calls it, and nothing else says where the manifest comes from.
    Object.assign(this, { _manifest: () => this.#takeManifest() });
  }

  override async findCommand(id: string, options: { must: true }): Promise<Command.Class>;
  override async findCommand(id: string, options?: { must: boolean }): Promise<Command.Class | undefined>;
  override async findCommand(id: string): Promise<Command.Class | undefined> {
    const loaded = await commands[id]?.();
    if (loaded === undefined) return undefined;
    const command = loaded.default;
    command.id = id;
    command.plugin = this;
    return command;
  }

  async #takeManifest(): Promise<Interfaces.Manifest> {
    this.commandIDs = Object.keys(manifest.commands);
    this.hasManifest = true;
    return manifest;
  }
}

/**
 * Runs the command line out of the binary.
 * @param root the folder of the embedded files.
 * @param signal what came while this file was being loaded.
 */
export async function runEmbedded(root: string, signal?: NodeJS.Signals): Promise<void> {
  askSystemForUser();
  await main(String(pathToFileURL(join(root, 'bin/run.js'))), signal, () => loadConfig(root));
}

async function loadConfig(root: string): Promise<Config> {
  const plugin = new EmbeddedPlugin({ root, pjson: packageJson, isRoot: true, name: packageJson.name });
  await plugin.load();
  const config = new Config({
    root,
    pjson: packageJson,
    plugins: new Map([[plugin.name, plugin]]),
    userPlugins: false,
  });
  await config.load();
  return config;
}
