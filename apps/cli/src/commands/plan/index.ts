import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { ask } from '../../investigation/ask.ts';
import { toInvestigationExit } from '../../investigation/investigation-exit.ts';
import { questionFlags } from '../../investigation/question-flags.ts';
import { keepPlan, renderPlanned, toPlanned } from '../../plans/make-plan.ts';

export default class Plan extends BaseCommand {
  static override summary = 'Stop after the decision, and keep the plan.';
  static override description =
    'Shows what would be done and what policy says of it. With --out the plan is kept as a file to read, mail, approve and apply. With --from and --fix it plans a proposal of a report.';
  static override examples = [
    { description: 'Keep a plan', command: '<%= config.bin %> plan "scale api to 5 in prod" --out scale.plan.json' },
    {
      description: 'Mend what a run found',
      command: '<%= config.bin %> plan --from run_01JDA5Z7Q4 --fix 1 --out fix.plan.json',
    },
  ];
  static override args = { question: Args.string({ description: 'the question, in plain words' }) };
  static override flags = {
    ...questionFlags,
    from: Flags.string({ description: 'plan a proposal of this run instead', helpValue: 'RUN', dependsOn: ['fix'] }),
    fix: Flags.integer({
      description: 'which proposal, as the report counts them',
      min: 1,
      dependsOn: ['from'],
      helpValue: 'N',
    }),
    out: Flags.string({ description: 'write the plan to a file', helpValue: 'FILE' }),
    force: Flags.boolean({ description: 'overwrite the file, whatever it holds' }),
  };
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Plan);
    const { paths, assets } = this;
    const { question, ...from } = toPlanned(argv.map(String), flags);
    const dry = { ...flags, 'dry-run': true };
    const context = { paths, assets, toolVersion: this.config.version, flags: dry, ...from };
    const { investigation } = await ask(question, context);
    const file = await keepPlan(investigation, flags);
    this.print(await renderPlanned(investigation, file, flags, this.screen(flags)));
    process.exitCode = toInvestigationExit(investigation, undefined);
  }
}
