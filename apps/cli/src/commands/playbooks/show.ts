import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { readCatalog } from '../../composition/catalog.ts';
import { findPlaybook, renderPlaybook } from '../../playbook-view.ts';

export default class PlaybooksShow extends BaseCommand {
  static override summary = 'Show a playbook: its questions, inputs, steps, findings.';
  static override description = 'Its inputs are what --input NAME=VALUE takes.';
  static override examples = [
    { description: 'By its id', command: '<%= config.bin %> playbooks show k8s-high-cpu' },
    { description: 'With every way to ask', command: '<%= config.bin %> playbooks show k8s-high-cpu --verbose' },
  ];
  static override args = { name: Args.string({ required: true, description: 'a playbook id' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PlaybooksShow);
    const catalog = await readCatalog(this.assets, this.paths, { onNote: this.noteUnless(flags) });
    this.print(renderPlaybook(findPlaybook(catalog, args.name), flags.output, this.screen(flags)));
  }
}
