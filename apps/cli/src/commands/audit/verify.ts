import { Flags } from '@oclif/core';
import { verify } from '../../audit/verify.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditVerify extends BaseCommand {
  static override summary = 'Prove the whole log, or an archive of it.';
  static override description =
    'Recomputes every hash, checks the signature and asks the anchors; names the first bad record, and exits with 8. An archive is checked without the log.';
  static override examples = [
    { description: 'The log, and its anchors', command: '<%= config.bin %> audit verify' },
    { description: 'The log alone', command: '<%= config.bin %> audit verify --offline' },
    {
      description: 'An archive that somebody sent',
      command: '<%= config.bin %> audit verify --archive 2025.archive --key "$KEY"',
    },
  ];
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
