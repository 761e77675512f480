import { renderPlan } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { readPlan } from '../../plan-file.ts';

export default class PlanShow extends BaseCommand {
  static override description = 'Show a saved plan.';
  static override args = { file: Args.string({ required: true, description: 'a plan file' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(PlanShow);
    const plan = await readPlan(args.file);
    this.print(renderPlan(plan, null, flags.output, this.screen(flags)));
  }
}
