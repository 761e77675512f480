import { readHead, renderHead } from '../../audit/render-checkpoint.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditCheckpoint extends BaseCommand {
  static override description = 'Print the signed checkpoint and the key that others check it with.';

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditCheckpoint);
    const head = await withAuditLog(this.paths, readHead);
    this.print(renderHead(head, flags.output, this.screen(flags)));
  }
}
