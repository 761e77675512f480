import { parseIntent } from '@cloudops/intent';
import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { readCatalog } from '../composition/catalog.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { renderIntent } from '../intent-view.ts';

export default class Intent extends BaseCommand {
  static override description = 'Only read a question: which playbook, which scope, which names.';
  static override args = { question: Args.string({ required: true, description: 'the question, in plain words' }) };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Intent);
    const { environments } = await readConfiguration(this.paths.configFile);
    const catalog = await readCatalog(this.assets, this.paths);
    const outcome = await parseIntent(argv.join(' '), { catalog, environments: Object.keys(environments) });
    this.print(renderIntent(outcome, flags.output, this.screen(flags)));
    process.exitCode = outcome.kind === 'matched' ? exitStatus.ok : exitStatus.notUnderstood;
  }
}
