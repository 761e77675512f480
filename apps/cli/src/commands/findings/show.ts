import { renderFindingDefinitions } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { findFinding } from '../../findings.ts';

export default class FindingsShow extends BaseCommand {
  static override summary = 'Say what a finding code means and what to do about it.';
  static override description = 'Prints the test that decides it, its threshold and where that comes from.';
  static override examples = [
    { description: 'By the code that a report shows', command: '<%= config.bin %> findings show CPU-104' },
    { description: 'For a ticket', command: '<%= config.bin %> findings show SG-003 -o markdown' },
  ];
  static override args = { code: Args.string({ required: true, description: 'a finding code' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FindingsShow);
    this.print(renderFindingDefinitions([await findFinding(args.code, this.place)], flags.output, this.screen(flags)));
  }
}
