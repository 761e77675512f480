import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { createAnswerStream } from '../investigation/answer-stream.ts';
import { ask } from '../investigation/ask.ts';
import { toInvestigationExit } from '../investigation/investigation-exit.ts';
import { answerFlags } from '../investigation/question-flags.ts';
import { chooseTriage, titleOfTriage } from '../investigation/triage.ts';
import { reportFlags } from '../reports/report-flags.ts';
import { createReporter } from '../reports/reporter.ts';

export default class Triage extends BaseCommand {
  static override summary = 'Find what is wrong, and which of it is the cause.';
  static override description =
    'Runs every analyzer that applies over a cluster, a namespace or an account, and puts causes before their consequences. No question, no model, and nothing is changed.';
  static override examples = [
    { description: 'The current cluster', command: '<%= config.bin %> triage' },
    { description: 'One namespace of another', command: '<%= config.bin %> triage -n shop --context prod-eu' },
    {
      description: 'An audit by name, for code scanning',
      command: '<%= config.bin %> triage --playbook k8s-rbac-audit -o sarif',
    },
    { description: 'An AWS account', command: '<%= config.bin %> triage --profile audit --region eu-west-1' },
  ];
  static override flags = {
    ...answerFlags,
    ...reportFlags,
    playbook: Flags.string({ description: 'another playbook than the one that fits the target', helpValue: 'NAME' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Triage);
    const { paths, assets } = this;
    const tell = (line: string): void => void process.stderr.write(line);
    const reporter = await createReporter({ paths, toolVersion: this.config.version, flags, tell });
    const stream = { write: (text: string) => this.print(text) };
    const answer = createAnswerStream(stream, flags, this.screen(flags));
    const playbook = chooseTriage(flags.playbook);
    const context = { paths, assets, toolVersion: this.config.version, flags, playbook, onReady: answer.begin };
    const asked = await ask(titleOfTriage(flags), context);
    answer.end(asked);
    const status = toInvestigationExit(asked.investigation, flags['fail-on']);
    process.exitCode = await reporter.deliver(asked.investigation, status);
  }
}
