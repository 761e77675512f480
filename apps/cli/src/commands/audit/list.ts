import { Flags } from '@oclif/core';
import { listRecords } from '../../audit/list-records.ts';
import { queryFlags, toQuery } from '../../audit/query-flags.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditList extends BaseCommand {
  static override summary = 'List audit records, oldest first.';
  static override description =
    'Shows who asked what, what policy said and what came of it. Flags narrow it; they can be combined.';
  static override examples = [
    {
      description: 'What was denied in the last day',
      command: '<%= config.bin %> audit list --since 24h --event plan.decided --status deny',
    },
    { description: 'Go on with what is appended', command: '<%= config.bin %> audit list --follow -o jsonl' },
  ];
  static override flags = {
    ...queryFlags,
    last: Flags.integer({ description: 'only the last N records', min: 1, default: 20, helpValue: 'N' }),
    follow: Flags.boolean({ char: 'f', description: 'go on with what is appended, until Ctrl-C' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditList);
    const query = toQuery(flags, Date.now());
    const { last, follow, output: form } = flags;
    const print = (text: string): void => this.print(text);
    const options = { query, last, follow, form, screen: this.screen(flags), print };
    await withAuditLog(this.paths, (log) => listRecords(log, options));
  }
}
