import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { systemClock } from '../../composition/system-clock.ts';
import { explainPlan } from '../../policy/explain.ts';
import { findPlan } from '../../policy/find-plan.ts';
import { findPolicies } from '../../policy/find-policies.ts';
import { renderExplained } from '../../policy/render-explained.ts';

export default class PolicyExplain extends BaseCommand {
  static override summary = 'Say why a plan may run, must wait or may not run.';
  static override description = 'By which rules, who may approve it, and what would change that.';
  static override examples = [
    { description: 'A saved plan', command: '<%= config.bin %> policy explain scale.plan.json' },
    {
      description: 'Under other policies',
      command: '<%= config.bin %> policy explain scale.plan.json --folder ./policies',
    },
  ];
  static override args = { file: Args.string({ description: 'a plan file, or - for standard input' }) };
  static override flags = {
    plan: Flags.string({ description: 'a plan that ran on this machine, by its id', helpValue: 'ID' }),
    folder: Flags.string({ description: 'policies to ask instead of those in force', helpValue: 'FOLDER' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PolicyExplain);
    const found = await findPlan(args.file, flags.plan, this.paths);
    const policies = findPolicies(flags.folder, this.assets, this.paths);
    const explained = await explainPlan({ ...found, policies, now: systemClock.now() });
    this.print(renderExplained(explained, flags.output, this.screen(flags)));
  }
}
