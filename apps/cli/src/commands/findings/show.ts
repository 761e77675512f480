import { renderFindingDefinitions } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { findFinding } from '../../findings.ts';

export default class FindingsShow extends BaseCommand {
  static override description = 'Say what a finding code means, how it is decided and what to do.';
  static override examples = ['<%= config.bin %> findings show CPU-104'];
  static override args = { code: Args.string({ required: true, description: 'a finding code' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(FindingsShow);
    this.print(renderFindingDefinitions([await findFinding(args.code)], flags.output, this.screen(flags)));
  }
}
