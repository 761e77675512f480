import { escapeForTerminal } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { uninstallPlugin } from '../../plugins/uninstall-plugin.ts';

export default class PluginsUninstall extends BaseCommand {
  static override summary = 'Remove a plugin.';
  static override description = 'The folder of a linked one stays, and so do the records of what it did.';
  static override examples = [
    { description: 'By its name', command: '<%= config.bin %> plugins uninstall cloudops-plugin-postgres' },
    { description: 'By the name of its provider', command: '<%= config.bin %> plugins uninstall postgres' },
  ];
  static override hiddenAliases = ['plugins:remove'];
  static override args = {
    name: Args.string({ required: true, description: 'the plugin’s name, or that of a provider' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsUninstall);
    const name = await uninstallPlugin(args.name, this.paths, this.config.version);
    this.print(flags.output === 'json' ? renderJson({ removed: name }) : `Removed ${escapeForTerminal(name)}.\n`);
  }
}
