import { BaseCommand } from '../../base-command.ts';
import { readCatalog } from '../../composition/catalog.ts';
import { renderListing } from '../../output.ts';

export default class PlaybooksList extends BaseCommand {
  static override summary = 'List what can be asked.';
  static override description =
    'Shipped playbooks, those of the project (.cloudops/playbooks) and your own. Those marked planned are understood, but not built yet.';
  static override examples = [
    { description: 'All of them', command: '<%= config.bin %> playbooks list' },
    { description: 'For a program', command: '<%= config.bin %> playbooks list -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(PlaybooksList);
    const { entries } = await readCatalog(this.assets, this.paths, { onNote: this.noteUnless(flags) });
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
