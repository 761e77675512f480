import { Args, Flags } from '@oclif/core';
import { eraseConfirmed, renderErasure } from '../../audit/erase.ts';
import { createRecordContext } from '../../audit/record-context.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditErase extends BaseCommand {
  static override description =
    'Destroy the key of a person: names, machine and identities in the log become unreadable; the log still verifies. Says what it does not reach.';
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
