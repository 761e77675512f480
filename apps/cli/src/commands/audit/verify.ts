import { BaseCommand } from '../../base-command.ts';
import { exitStatus } from '../../errors/exit-status.ts';
import { withAuditLog } from '../../state.ts';
import { renderVerification } from '../../verification.ts';

export default class AuditVerify extends BaseCommand {
  static override description = 'Recompute the whole audit log and check its signature; names the first bad record.';

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditVerify);
    const verification = await withAuditLog(this.paths, (log) => log.verify());
    this.print(renderVerification(verification, flags.output, this.screen(flags)));
    process.exitCode = verification.kind === 'verified' ? exitStatus.ok : exitStatus.audit;
  }
}
