import { renderPlan } from '@cloudops/report';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { ask } from '../../investigation/ask.ts';
import { toInvestigationExit } from '../../investigation/investigation-exit.ts';
import { questionFlags } from '../../investigation/question-flags.ts';
import { renderInvestigation } from '../../investigation/render-investigation.ts';
import { writePlan } from '../../plan-file.ts';

export default class Plan extends BaseCommand {
  static override description = 'Stop after the decision: the plan, as a file to read, mail or review.';
  static override examples = ['<%= config.bin %> plan "why is CPU high in prod?" --out cpu.plan.json'];
  static override args = { question: Args.string({ required: true, description: 'the question, in plain words' }) };
  static override flags = {
    ...questionFlags,
    out: Flags.string({ description: 'write the plan to a file', helpValue: 'FILE' }),
  };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Plan);
    const { paths, assets } = this;
    const context = { paths, assets, toolVersion: this.config.version, flags: { ...flags, 'dry-run': true } };
    const { investigation } = await ask(argv.join(' '), context);
    const { plan, decision } = investigation;
    const screen = this.screen(flags);
    if (plan !== null && flags.out !== undefined) await writePlan(flags.out, plan);
    this.print(
      plan === null
        ? await renderInvestigation(investigation, flags, screen)
        : renderPlan(plan, decision, flags.output, screen),
    );
    process.exitCode = toInvestigationExit(investigation, undefined);
  }
}
