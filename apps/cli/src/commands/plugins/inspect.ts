import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { renderPlugin } from '../../plugins/render-plugin.ts';
import { viewPlugin } from '../../plugins/view-plugin.ts';

export default class PluginsInspect extends BaseCommand {
  static override description = 'Show all that a plugin brings and may do, and how its code is held apart.';
  static override args = {
    name: Args.string({ required: true, description: 'the plugin’s name, or that of a provider' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsInspect);
    this.print(renderPlugin(await viewPlugin(args.name, this.place), flags.output, this.screen(flags)));
  }
}
