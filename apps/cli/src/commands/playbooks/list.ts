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
    type Row = (typeof rows)[number];
    const whole = { overflow: 'never' } as const;
    const columns = [
      { header: 'ID', value: ({ id }: Row) => id, ...whole },
      { header: 'VERSION', value: ({ version }: Row) => version, ...whole, optional: 1 },
      { header: 'ORIGIN', value: ({ origin }: Row) => origin, ...whole, optional: 2 },
      { header: 'STATE', value: ({ state }: Row) => state, ...whole },
      { header: 'TITLE', value: ({ title }: Row) => title, overflow: 'wrap' as const, minimum: 34 },
      { header: 'EXAMPLE', value: ({ example }: Row) => example, ...whole, optional: 3 },
    ];
    const listing = { name: 'playbooks', rows, columns, empty: 'No playbook is loaded.' };
    this.print(renderListing(listing, flags.output, this.screen(flags)));
  }
}
