import { planBlob } from '@cloudops/approval';
import { renderPlanFile } from '@cloudops/report';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { systemClock } from '../../composition/system-clock.ts';
import { expiryNote } from '../../plans/expiry-note.ts';
import { assertUnaltered, readPlanFile } from '../../plans/read-plan-file.ts';

export default class PlanShow extends BaseCommand {
  static override summary = 'Show a saved plan again.';
  static override description =
    'What will be different and where, how it is undone, what it costs, and who has to approve it. A file that is no plan, or was altered, is refused.';
  static override examples = [
    { description: 'Read it', command: '<%= config.bin %> plan show scale.plan.json' },
    { description: 'For a merge request', command: '<%= config.bin %> plan show scale.plan.json -o markdown' },
    { description: 'What approvals are signatures of', command: '<%= config.bin %> plan show scale.plan.json --blob' },
  ];
  static override args = { file: Args.string({ required: true, description: 'a plan file, or - for standard input' }) };
  static override flags = {
    blob: Flags.boolean({
      description: 'only the bytes that the plan’s id and its approvals are of, such as for cosign',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PlanShow);
    const file = await readPlanFile(args.file);
    assertUnaltered(args.file, file);
    if (!flags.quiet) process.stderr.write(expiryNote(file, systemClock.now()));
    if (flags.blob) process.stdout.write(planBlob(file.plan));
    else this.print(renderPlanFile(file, flags.output, this.screen(flags)));
  }
}
