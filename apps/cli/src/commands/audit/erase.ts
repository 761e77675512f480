import { Args, Flags } from '@oclif/core';
import { eraseConfirmed, renderErasure } from '../../audit/erase.ts';
import { createRecordContext } from '../../audit/record-context.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditErase extends BaseCommand {
  static override summary = 'Make a person unreadable in the log, for good.';
  static override description =
    'Destroys the key of a person: their names, machines and identities in the log cannot be read any more, and the log still verifies. Says what it does not reach, such as exports and backups.';
  static override examples = [
    { description: 'By user id; asks for the name to be typed', command: '<%= config.bin %> audit erase os:alice' },
    { description: 'By pseudonym, in a script', command: '<%= config.bin %> audit erase sub_6f1c9a --force' },
  ];
  static override args = {
    subject: Args.string({ required: true, description: 'a user id such as os:alice, or a pseudonym (sub_…)' }),
  };
  static override flags = { force: Flags.boolean({ description: 'do not ask for the name to be typed' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(AuditErase);
    const { runsDatabase, evidence, usageDatabase, parseCache } = this.paths;
    const elsewhere = [runsDatabase, evidence, usageDatabase, parseCache];
    const context = createRecordContext(this.config.version);
    const request = { subject: args.subject, force: flags.force, context, elsewhere };
    const erasure = await withAuditLog(this.paths, (_, open) => eraseConfirmed(open, request));
    this.print(renderErasure(erasure, flags.output, this.screen(flags)));
  }
}
