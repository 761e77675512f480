import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { toInvestigationExit } from '../../investigation/investigation-exit.ts';
import { renderInvestigation } from '../../investigation/render-investigation.ts';
import { changeFlags, yesFlag } from '../../plans/change-flags.ts';
import { rollbackRun } from '../../plans/settle-run.ts';

export default class RunsRollback extends BaseCommand {
  static override summary = 'Take back what a finished run changed.';
  static override description =
    'The last change first, each only if nobody was there since. Policy decides it, with the run’s approvals or with younger ones in --plan.';
  static override examples = [
    { description: 'By its id; shows it and asks', command: '<%= config.bin %> runs rollback run_01JDA5Z7Q4' },
    {
      description: 'With a plan that was approved anew',
      command: '<%= config.bin %> runs rollback run_01JDA5Z7Q4 --plan scale.plan.json',
    },
  ];
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
