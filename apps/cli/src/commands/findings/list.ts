import { renderFindingDefinitions } from '@cloudops/report';
import { BaseCommand } from '../../base-command.ts';
import { listFindings } from '../../findings.ts';

export default class FindingsList extends BaseCommand {
  static override summary = 'List every finding code.';
  static override description = 'Codes are stable: a report, a ticket and a script can rely on them.';
  static override examples = [
    { description: 'All of them', command: '<%= config.bin %> findings list' },
    { description: 'For a program', command: '<%= config.bin %> findings list -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(FindingsList);
    this.print(renderFindingDefinitions(await listFindings(this.place), flags.output, this.screen(flags)));
  }
}
