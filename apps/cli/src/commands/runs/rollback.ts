import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { toInvestigationExit } from '../../investigation/investigation-exit.ts';
import { renderInvestigation } from '../../investigation/render-investigation.ts';
import { changeFlags, yesFlag } from '../../plans/change-flags.ts';
import { rollbackRun } from '../../plans/settle-run.ts';

export default class RunsRollback extends BaseCommand {
  static override description =
    'Take back what a finished run changed, last change first, each only if nobody was there since.';
  static override args = { id: Args.string({ required: true, description: 'a run id' }) };
  static override flags = {
    ...changeFlags,
    ...yesFlag,
    plan: Flags.string({
      description: 'the run’s plan, with approvals that are younger than the run',
      helpValue: 'FILE',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsRollback);
    const { paths, assets } = this;
    const context = { paths, assets, toolVersion: this.config.version, flags };
    const investigation = await rollbackRun(args.id, flags.plan, context);
    const shown = { output: flags.output, explain: flags.verbose };
    this.print(await renderInvestigation(investigation, shown, this.screen(flags)));
    process.exitCode = toInvestigationExit(investigation, undefined);
  }
}
