import { escapeForTerminal } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { uninstallPlugin } from '../../plugins/uninstall-plugin.ts';

export default class PluginsUninstall extends BaseCommand {
  static override description = 'Remove a plugin. The folder of a linked one stays; so do records of what it did.';
  static override args = {
    name: Args.string({ required: true, description: 'the plugin’s name, or that of a provider' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsUninstall);
    const name = await uninstallPlugin(args.name, this.paths, this.config.version);
    this.print(flags.output === 'json' ? renderJson({ removed: name }) : `Removed ${escapeForTerminal(name)}.\n`);
  }
}
