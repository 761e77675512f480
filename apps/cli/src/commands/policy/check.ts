import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { checkPolicies, renderCheck, toCheckExit } from '../../policy/check.ts';
import { findPolicies } from '../../policy/find-policies.ts';

export default class PolicyCheck extends BaseCommand {
  static override summary = 'Check policies and their data for mistakes.';
  static override description =
    'Names what does not load, rules that do nothing, holes, and plans that nobody could ever approve.';
  static override examples = [
    { description: 'Those in force', command: '<%= config.bin %> policy check' },
    { description: 'A folder, before it is put in force', command: '<%= config.bin %> policy check ./policies' },
  ];
  static override args = { folder: Args.string({ description: 'a folder of policies; those in force when left out' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyCheck);
    const checked = await checkPolicies(findPolicies(args.folder, this.assets, this.paths));
    this.print(renderCheck(checked, flags.output, this.screen(flags)));
    process.exitCode = toCheckExit(checked);
  }
}
