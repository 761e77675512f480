import { BaseCommand } from '../../base-command.ts';
import { listPlugins } from '../../plugins/find-plugin.ts';
import { renderPlugins } from '../../plugins/list-plugins.ts';

export default class PluginsList extends BaseCommand {
  static override description = 'List the plugins, and what is wrong with those that cannot be used. Runs none.';

  async run(): Promise<void> {
    const { flags } = await this.parse(PluginsList);
    this.print(renderPlugins(await listPlugins(this.place), flags.output, this.screen(flags)));
  }
}
