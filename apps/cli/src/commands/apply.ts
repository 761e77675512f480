import { Args } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { toInvestigationExit } from '../investigation/investigation-exit.ts';
import { renderInvestigation } from '../investigation/render-investigation.ts';
import { applyPlanFile } from '../plans/apply-plan-file.ts';
import { changeFlags, yesFlag } from '../plans/change-flags.ts';

export default class Apply extends BaseCommand {
  static override description = 'Run exactly a saved plan, once; refuse it when anything has moved since it was made.';
  static override examples = ['<%= config.bin %> apply scale.plan.json'];
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
