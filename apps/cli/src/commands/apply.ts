import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { toInvestigationExit } from '../investigation/investigation-exit.ts';
import { renderInvestigation } from '../investigation/render-investigation.ts';
import { applyPlanFile } from '../plans/apply-plan-file.ts';
import { changeFlags, yesFlag } from '../plans/change-flags.ts';

export default class Apply extends BaseCommand {
  static override summary = 'Run exactly a saved plan, once.';
  static override description =
    'Plans anew and compares: a plan that was edited, has expired, was used before, or whose playbook, target or objects have moved is refused, and the log keeps each refusal. At a terminal the plan is shown and asked about; in a script, naming the file is the yes.';
  static override examples = [
    { description: 'Run a plan that was approved', command: '<%= config.bin %> apply scale.plan.json' },
    {
      description: 'In a script, without progress and notes',
      command: '<%= config.bin %> apply scale.plan.json --quiet -o json',
    },
  ];
  static override args = { file: Args.string({ required: true, description: 'a plan file, or - for standard input' }) };
  static override flags = { ...changeFlags, ...yesFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Apply);
    const { paths, assets } = this;
    const context = { paths, assets, toolVersion: this.config.version, flags };
    const investigation = await applyPlanFile(args.file, context);
    const shown = { output: flags.output, explain: flags.verbose };
    this.print(await renderInvestigation(investigation, shown, this.screen(flags)));
    process.exitCode = toInvestigationExit(investigation, undefined);
  }
}
