import { Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { defaultKeyFile, ensureApproverKey, renderApproverKey } from '../../plans/approver-key.ts';

export default class ApproveKey extends BaseCommand {
  static override summary = 'Make your key to approve with, and print its public line.';
  static override description =
    'Makes the key once; later it only prints the line again. The line belongs under people in the policies’ data.yaml. The private key stays in the state folder, readable by you alone.';
  static override examples = [
    { description: 'Print the line for data.yaml', command: '<%= config.bin %> approve key' },
    { description: 'Only the public key, for other tools', command: '<%= config.bin %> approve key -o json' },
  ];
  static override flags = {
    key: Flags.string({ description: 'another file than the one in the state folder', helpValue: 'PATH' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ApproveKey);
    const key = await ensureApproverKey(flags.key ?? defaultKeyFile(this.paths));
    this.print(renderApproverKey(key, flags.output, this.screen(flags)));
  }
}
