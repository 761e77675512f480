import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { readCatalog } from '../../composition/catalog.ts';
import { findPlaybook, renderPlaybook } from '../../playbook-view.ts';

export default class PlaybooksShow extends BaseCommand {
  static override description = 'Show a playbook: what it answers, its inputs, its steps, its findings.';
  static override args = { name: Args.string({ required: true, description: 'a playbook id' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PlaybooksShow);
    const catalog = await readCatalog(this.assets, this.paths);
    this.print(renderPlaybook(findPlaybook(catalog, args.name), flags.output, this.screen(flags)));
  }
}
