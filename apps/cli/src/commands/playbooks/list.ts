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
    // Half an id cannot be typed, and half a question not be asked.
    const columns = [
      { header: 'ID', value: (row: (typeof rows)[number]) => row.id, overflow: 'never' as const },
      {
        header: 'VERSION',
        value: (row: (typeof rows)[number]) => row.version,
        overflow: 'never' as const,
        optional: 2,
      },
      { header: 'ORIGIN', value: (row: (typeof rows)[number]) => row.origin, overflow: 'never' as const, optional: 3 },
      { header: 'STATE', value: (row: (typeof rows)[number]) => row.state, overflow: 'never' as const, optional: 1 },
      { header: 'TITLE', value: (row: (typeof rows)[number]) => row.title, overflow: 'wrap' as const, minimum: 36 },
      {
        header: 'EXAMPLE',
        value: (row: (typeof rows)[number]) => row.example,
        overflow: 'never' as const,
        optional: 4,
      },
    ];
    const listing = { name: 'playbooks', rows, columns, empty: 'No playbook is loaded.' };
    this.print(renderListing(listing, flags.output, this.screen(flags)));
  }
}
