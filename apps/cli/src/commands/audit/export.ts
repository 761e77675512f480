import { Flags } from '@oclif/core';
import { exportLog, exportOutputs } from '../../audit/export-log.ts';
import { queryFlags, toQuery } from '../../audit/query-flags.ts';
import { createRecordContext } from '../../audit/record-context.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditExport extends BaseCommand {
  static override summary = 'Export records for other tools.';
  static override description =
    'People are pseudonyms unless --personal is given, which the log records. Tiles are the C2SP form that other people’s verifiers read.';
  static override examples = [
    { description: 'The last day, for a lake', command: '<%= config.bin %> audit export -o ocsf --since 24h' },
    {
      description: 'A spreadsheet of denials',
      command: '<%= config.bin %> audit export -o csv --status deny --out denied.csv',
    },
    { description: 'The whole log, for a verifier', command: '<%= config.bin %> audit export -o tiles --out ./tiles' },
  ];
  static override flags = {
    ...queryFlags,
    output: Flags.option({
      char: 'o',
      description: 'form of the export',
      options: exportOutputs,
      default: 'jsonl' as const,
    })(),
    out: Flags.string({
      description: 'a new file, or the folder for tiles, instead of standard output',
      helpValue: 'PATH',
    }),
    personal: Flags.boolean({ description: 'name people; the log records that you did' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditExport);
    const { output: form, out, personal } = flags;
    const context = createRecordContext(this.config.version);
    const request = { form, query: toQuery(flags, Date.now()), out, personal, context };
    const told = await withAuditLog(this.paths, (_, open) => exportLog(open, request));
    if (told !== null && !flags.quiet) this.print(`${told}\n`);
  }
}
