import { BaseCommand } from '../../base-command.ts';
import { readCatalog } from '../../composition/catalog.ts';
import { renderListing } from '../../output.ts';

export default class PlaybooksList extends BaseCommand {
  static override description = 'List what can be asked.';

  async run(): Promise<void> {
    const { flags } = await this.parse(PlaybooksList);
    const { entries } = await readCatalog(this.assets, this.paths);
    const rows = entries.map(({ playbook, playbook: { metadata }, origin }) => ({
      id: metadata.name,
      version: metadata.version,
      origin,
      state: playbook.planned === undefined ? 'runs' : 'planned',
      title: metadata.title,
      example: metadata.examples[0] ?? '',
    }));
    const columns = (['id', 'version', 'origin', 'state', 'title', 'example'] as const).map((key) => ({
      header: key.toUpperCase(),
      value: (row: (typeof rows)[number]) => row[key],
    }));
    const listing = { name: 'playbooks', rows, columns, empty: 'No playbook is loaded.' };
    this.print(renderListing(listing, flags.output, this.screen(flags)));
  }
}
