import { Args, Flags } from '@oclif/core';
import { BaseCommand, targetFlags } from '../../base-command.ts';
import { type Approved, approvePlanFile, revokePlanFile } from '../../plans/approve-plan-file.ts';
import { renderApproved, toApprovedExit } from '../../plans/render-approved.ts';
import { signerFlags } from '../../plans/signer-flags.ts';

export default class Approve extends BaseCommand {
  static override summary = 'Sign your yes to exactly one saved plan, with your own key.';
  static override description =
    'Shows the plan, asks, and adds an approval to its file: a signed statement about the plan’s digest and about the text that you were shown. Your key says who you are: its public line must stand in the data of the policies; see cloudops approve key.';
  static override examples = [
    { description: 'Read the plan and approve it', command: '<%= config.bin %> approve scale.plan.json' },
    {
      description: 'With a key in the SSH agent, and a reason',
      command: '<%= config.bin %> approve scale.plan.json --ssh-agent --reason "agreed with ops"',
    },
    { description: 'Take it back', command: '<%= config.bin %> approve scale.plan.json --revoke' },
  ];
  static override args = { file: Args.string({ required: true, description: 'a plan file, or - for standard input' }) };
  static override flags = {
    ...signerFlags,
    reason: Flags.string({ description: 'why, in your words; signed with the rest', helpValue: 'TEXT' }),
    revoke: Flags.boolean({ description: 'take back what your key approved', exclusive: ['reason', 'yes'] }),
    out: Flags.string({ description: 'write the approved plan to another file', helpValue: 'FILE' }),
    yes: Flags.boolean({ description: 'do not ask; the plan is shown all the same' }),
    timeout: targetFlags.timeout,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Approve);
    const { paths, assets } = this;
    const nowhere = { world: undefined, context: undefined, profile: undefined, region: undefined };
    const engineFlags = { ...nowhere, timeout: flags.timeout, quiet: flags.quiet, 'read-only': false };
    const context = { paths, assets, toolVersion: this.config.version, flags: engineFlags };
    const approved: Approved = flags.revoke
      ? await revokePlanFile(args.file, flags, context)
      : await approvePlanFile(args.file, flags, context);
    this.print(renderApproved(approved, flags.output, this.screen(flags)));
    process.exitCode = toApprovedExit(approved);
  }
}
