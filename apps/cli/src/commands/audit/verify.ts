import { BaseCommand } from '../../base-command.ts';
import { exitStatus } from '../../errors/exit-status.ts';
import { renderJson } from '../../output.ts';
import { withAuditLog } from '../../state.ts';
import { describeVerification } from '../../verification.ts';

export default class AuditVerify extends BaseCommand {
  static override description = 'Recompute the whole audit log and check its signature; names the first bad record.';

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditVerify);
    const verification = await withAuditLog(this.paths, (log) => log.verify());
    this.print(flags.output === 'json' ? renderJson({ verification }) : describeVerification(verification));
    process.exitCode = verification.kind === 'verified' ? exitStatus.ok : exitStatus.audit;
  }
}
