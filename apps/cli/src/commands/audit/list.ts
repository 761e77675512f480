import { renderAuditRecords } from '@cloudops/report';
import { auditFlags, toFilter } from '../../audit-filter.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditList extends BaseCommand {
  static override description = 'List audit records.';
  static override flags = auditFlags;

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditList);
    const records = await withAuditLog(this.paths, (log) => log.read(toFilter(flags, Date.now())));
    this.print(
      renderAuditRecords(
        records.map(({ record }) => record),
        flags.output,
        this.screen(flags),
      ),
    );
  }
}
