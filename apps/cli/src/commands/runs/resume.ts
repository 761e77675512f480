import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { toInvestigationExit } from '../../investigation/investigation-exit.ts';
import { renderInvestigation } from '../../investigation/render-investigation.ts';
import { changeFlags } from '../../plans/change-flags.ts';
import { resumeRun } from '../../plans/settle-run.ts';

export default class RunsResume extends BaseCommand {
  static override description =
    'Look what became of a run whose process died, and settle it; repeats nothing and begins nothing new.';
  static override args = { id: Args.string({ required: true, description: 'a run id' }) };
  static override flags = changeFlags;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsResume);
    const { paths, assets } = this;
    const context = { paths, assets, toolVersion: this.config.version, flags };
    const investigation = await resumeRun(args.id, context);
    const shown = { output: flags.output, explain: flags.verbose };
    this.print(await renderInvestigation(investigation, shown, this.screen(flags)));
    process.exitCode = toInvestigationExit(investigation, undefined);
  }
}
