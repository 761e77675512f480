import { renderFindingDefinitions } from '@cloudops/report';
import { BaseCommand } from '../../base-command.ts';
import { listFindings } from '../../findings.ts';

export default class FindingsList extends BaseCommand {
  static override description = 'List every finding code.';

  async run(): Promise<void> {
    const { flags } = await this.parse(FindingsList);
    this.print(renderFindingDefinitions(await listFindings(), flags.output, this.screen(flags)));
  }
}
