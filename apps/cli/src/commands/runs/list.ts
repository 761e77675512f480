import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { renderListing } from '../../output.ts';
import { withJournal } from '../../state.ts';

export default class RunsList extends BaseCommand {
  static override summary = 'List past runs, newest first.';
  static override description = 'The id of a run is what show, replay, resume and rollback take.';
  static override examples = [
    { description: 'The last twenty', command: '<%= config.bin %> runs list' },
    { description: 'More of them, for a program', command: '<%= config.bin %> runs list --last 200 -o json' },
  ];
  static override flags = {
    last: Flags.integer({ description: 'only the last N runs', min: 1, default: 20, helpValue: 'N' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RunsList);
    const rows = await withJournal(this.paths, (journal) => journal.list({ last: flags.last }));
    const columns = [
      { header: 'RUN', value: (row: (typeof rows)[number]) => row.id, overflow: 'never' as const },
      {
        header: 'STARTED',
        value: (row: (typeof rows)[number]) => row.started_at,
        overflow: 'never' as const,
        optional: 2,
      },
      { header: 'OUTCOME', value: (row: (typeof rows)[number]) => row.outcome, overflow: 'never' as const },
      {
        header: 'UNKNOWN',
        value: (row: (typeof rows)[number]) => `${row.unknown}/${row.steps}`,
        align: 'right' as const,
        optional: 1,
      },
      { header: 'QUESTION', value: (row: (typeof rows)[number]) => row.question, minimum: 16 },
    ];
    const listing = { name: 'runs', rows, columns, empty: 'Nothing has run yet. Try: cloudops demo' };
    this.print(renderListing(listing, flags.output, this.screen(flags)));
  }
}
