import { readHead, renderHead } from '../../audit/render-checkpoint.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditCheckpoint extends BaseCommand {
  static override summary = 'Print the signed checkpoint and the key to check it with.';
  static override description =
    'The checkpoint names the log, its size and its root. Whoever keeps one can later prove that nothing before it was changed.';
  static override examples = [
    { description: 'Print both', command: '<%= config.bin %> audit checkpoint' },
    { description: 'For a program', command: '<%= config.bin %> audit checkpoint -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditCheckpoint);
    const head = await withAuditLog(this.paths, readHead);
    this.print(renderHead(head, flags.output, this.screen(flags)));
  }
}
