import { BaseCommand } from '../../base-command.ts';
import { listPlugins } from '../../plugins/find-plugin.ts';
import { renderPlugins } from '../../plugins/list-plugins.ts';

export default class PluginsList extends BaseCommand {
  static override summary = 'List the plugins, and what is wrong with any.';
  static override description = 'Runs none of them. One that cannot be used is named with why, and how to mend it.';
  static override examples = [
    { description: 'All of them', command: '<%= config.bin %> plugins list' },
    { description: 'For a program', command: '<%= config.bin %> plugins list -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(PluginsList);
    this.print(renderPlugins(await listPlugins(this.place), flags.output, this.screen(flags)));
  }
}
