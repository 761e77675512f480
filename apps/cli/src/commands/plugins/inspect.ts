import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { renderPlugin } from '../../plugins/render-plugin.ts';
import { viewPlugin } from '../../plugins/view-plugin.ts';

export default class PluginsInspect extends BaseCommand {
  static override summary = 'Show all that a plugin brings and may do.';
  static override description =
    'Its providers, playbooks and commands, the network and the variables that its code is given, and how it is held apart. Runs none of it.';
  static override examples = [
    { description: 'By its name', command: '<%= config.bin %> plugins inspect cloudops-plugin-postgres' },
    { description: 'By the name of its provider', command: '<%= config.bin %> plugins inspect postgres' },
  ];
  static override args = {
    name: Args.string({ required: true, description: 'the plugin’s name, or that of a provider' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsInspect);
    this.print(renderPlugin(await viewPlugin(args.name, this.place), flags.output, this.screen(flags)));
  }
}
