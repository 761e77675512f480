import { Flags } from '@oclif/core';
import { verify } from '../../audit/verify.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditVerify extends BaseCommand {
  static override description =
    'Recompute the whole audit log and check its signature; names the first bad record. Or check an archive.';
  static override flags = {
    archive: Flags.string({ description: 'check this file instead, without the log', helpValue: 'FILE' }),
    key: Flags.string({ description: 'the verifier key that the archive must be signed with', helpValue: 'KEY' }),
    offline: Flags.boolean({ description: 'ask none of the places outside that hold checkpoints' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditVerify);
    const { archive, key, offline, output: form } = flags;
    const request = { archive, key, offline, form, screen: this.screen(flags) };
    const { text, exit } = await verify(request, (use) => withAuditLog(this.paths, use));
    this.print(text);
    process.exitCode = exit;
  }
}
