import { BaseCommand } from '../../base-command.ts';
import { listFindings } from '../../findings.ts';
import { renderListing } from '../../output.ts';

export default class FindingsList extends BaseCommand {
  static override description = 'List every finding code.';

  async run(): Promise<void> {
    const { flags } = await this.parse(FindingsList);
    const columns = [
      { header: 'CODE', value: (row: { code: string }) => row.code },
      { header: 'SEVERITY', value: (row: { severity: string }) => row.severity },
      { header: 'ROLE', value: (row: { role: string }) => row.role },
      { header: 'TITLE', value: (row: { title: string }) => row.title },
    ];
    const listing = { name: 'findings', rows: listFindings(), columns, empty: 'No provider reports findings.' };
    process.stdout.write(renderListing(listing, flags.output, this.screen(flags)));
  }
}
