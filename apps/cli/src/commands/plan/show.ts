import { planBlob } from '@cloudops/approval';
import { renderPlanFile } from '@cloudops/report';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { systemClock } from '../../composition/system-clock.ts';
import { expiryNote } from '../../plans/expiry-note.ts';
import { assertUnaltered, readPlanFile } from '../../plans/read-plan-file.ts';

export default class PlanShow extends BaseCommand {
  static override description = 'Show a saved plan: what will be different, where, and who has to approve it.';
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
