import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { linkPlugin } from '../../plugins/add-plugin.ts';
import { renderAdded } from '../../plugins/view-plugin.ts';
import { toScreen } from '../../screen.ts';

export default class PluginsLink extends BaseCommand {
  static override summary = 'Use a plugin from its folder, as you write it.';
  static override description =
    'Shows what it may do, and asks. After a change of its code nothing is to be installed again.';
  static override examples = [
    { description: 'The folder here', command: '<%= config.bin %> plugins link .' },
    { description: 'Another one', command: '<%= config.bin %> plugins link ./cloudops-plugin-acme' },
  ];
  static override args = {
    folder: Args.string({ required: true, description: 'the folder of the plugin’s package.json' }),
  };
  static override flags = { yes: Flags.boolean({ description: 'do not ask' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PluginsLink);
    const { paths, assets, place } = this;
    const { yes, output: form } = flags;
    const screen = toScreen(process.stderr, process.env, flags);
    const plugin = await linkPlugin(args.folder, { paths, assets, toolVersion: this.config.version, yes, screen });
    this.print(await renderAdded(plugin, { place, yes, form, screen: this.screen(flags) }));
  }
}
