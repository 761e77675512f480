import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { toInvestigationExit } from '../../investigation/investigation-exit.ts';
import { renderInvestigation } from '../../investigation/render-investigation.ts';
import { changeFlags } from '../../plans/change-flags.ts';
import { resumeRun } from '../../plans/settle-run.ts';

export default class RunsResume extends BaseCommand {
  static override summary = 'Settle a run whose process died.';
  static override description =
    'Looks what became of it and says of each change whether it was made. Repeats nothing, and begins nothing new.';
  static override examples = [
    { description: 'By its id', command: '<%= config.bin %> runs resume run_01JDA5Z7Q4' },
    {
      description: 'Where the plan was made with a context',
      command: '<%= config.bin %> runs resume run_01JDA5Z7Q4 --context prod-eu',
    },
  ];
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
