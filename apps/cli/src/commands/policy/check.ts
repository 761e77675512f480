import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { checkPolicies, renderCheck, toCheckExit } from '../../policy/check.ts';
import { findPolicies } from '../../policy/find-policies.ts';

export default class PolicyCheck extends BaseCommand {
  static override description =
    'Check policies and their data: what does not load, holes, deadlocks, rules that do nothing.';
  static override args = { folder: Args.string({ description: 'a folder of policies; those in force when left out' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyCheck);
    const checked = await checkPolicies(findPolicies(args.folder, this.assets, this.paths));
    this.print(renderCheck(checked, flags.output, this.screen(flags)));
    process.exitCode = toCheckExit(checked);
  }
}
