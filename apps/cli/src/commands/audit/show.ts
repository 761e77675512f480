import { renderAuditRecords } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { notFound } from '../../lookup.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditShow extends BaseCommand {
  static override description = 'Show one audit record, or every record of a run.';
  static override args = {
    id: Args.string({ required: true, description: 'an audit id (aud_…) or a run id (run_…)' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditShow);
    const filter = args.id.startsWith('run_') ? { run_id: args.id } : { audit_id: args.id };
    const records = await withAuditLog(this.paths, (log) => log.read(filter));
    if (records.length === 0) {
      throw notFound({ what: 'audit record', wanted: args.id, names: [], list: 'cloudops audit list' });
    }
    const screen = { ...this.screen(flags), verbose: true };
    this.print(
      renderAuditRecords(
        records.map(({ record }) => record),
        flags.output,
        screen,
      ),
    );
  }
}
