import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { createAnswerStream } from '../investigation/answer-stream.ts';
import { ask } from '../investigation/ask.ts';
import { type AskedTurn, converse, createAnswerer } from '../investigation/follow-up.ts';
import { toInvestigationExit } from '../investigation/investigation-exit.ts';
import { answerFlags } from '../investigation/question-flags.ts';
import { reportFlags } from '../reports/report-flags.ts';
import { createReporter } from '../reports/reporter.ts';

export default class Investigate extends BaseCommand {
  static override summary = 'Ask a question, and get a ranked, proven answer.';
  static override description =
    'Reads the question, makes a plan, lets policy decide, runs the reads and ranks the causes, each with its proof. A question that is not clear is asked back. Where the question is an order, the change is shown, and made only after a yes; --dry-run only shows it. Also called ask.';
  static override hiddenAliases = ['ask'];
  static override examples = [
    { description: 'A question', command: '<%= config.bin %> investigate "why is CPU high in prod?"' },
    {
      description: 'Of one cluster and namespace',
      command: '<%= config.bin %> ask "why does checkout restart?" --context prod-eu -n shop',
    },
    {
      description: 'Of a recording, for a program',
      command: '<%= config.bin %> ask "why is CPU high in prod?" --world hot-shard -o json',
    },
  ];
  static override args = { question: Args.string({ required: true, description: 'the question, in plain words' }) };
  static override flags = {
    ...answerFlags,
    ...reportFlags,
    answer: Flags.string({
      description: 'what to answer should the question be unclear: a choice’s number or words',
      helpValue: 'TEXT',
    }),
  };
  // A question without quotes is still a question.
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Investigate);
    const { paths, assets } = this;
    const tell = (line: string): void => void process.stderr.write(line);
    const reporter = await createReporter({ paths, toolVersion: this.config.version, flags, tell });
    const stream = { write: (text: string) => this.print(text) };
    const askOnce = async (question: string): Promise<AskedTurn> => {
      const answer = createAnswerStream(stream, flags, this.screen(flags));
      const context = { paths, assets, toolVersion: this.config.version, flags, onReady: answer.begin };
      const asked = await ask(question, context);
      return { asked, show: () => answer.end(asked) };
    };
    const { asked } = await converse(argv.join(' '), askOnce, createAnswerer(flags));
    const status = toInvestigationExit(asked.investigation, flags['fail-on']);
    process.exitCode = await reporter.deliver(asked.investigation, status);
  }
}
