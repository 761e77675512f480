import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { defaultKeyFile, ensureApproverKey, renderApproverKey } from '../../plans/approver-key.ts';

export default class ApproveKey extends BaseCommand {
  static override description = 'Make your key to approve with, once, and print the public line that policy needs.';
  static override flags = {
    key: Flags.string({ description: 'another file than the one in the state folder', helpValue: 'PATH' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ApproveKey);
    const key = await ensureApproverKey(flags.key ?? defaultKeyFile(this.paths));
    this.print(renderApproverKey(key, flags.output, this.screen(flags)));
  }
}
