import { Flags } from '@oclif/core';
import { BaseCommand } from '../base-command.ts';
import { createAnswerStream } from '../investigation/answer-stream.ts';
import { ask } from '../investigation/ask.ts';
import { toInvestigationExit } from '../investigation/investigation-exit.ts';
import { answerFlags } from '../investigation/question-flags.ts';
import { chooseTriage, titleOfTriage } from '../investigation/triage.ts';
import { reportFlags } from '../reports/report-flags.ts';
import { createReporter, isReported } from '../reports/reporter.ts';

export default class Triage extends BaseCommand {
  static override description =
    'Find what is wrong, and which of it is the cause: every analyzer that applies, over a cluster, a namespace or an account. No question, no model.';
  static override examples = [
    '<%= config.bin %> triage',
    '<%= config.bin %> triage -n shop --context prod-eu',
    '<%= config.bin %> triage --playbook k8s-rbac-audit -o sarif',
    '<%= config.bin %> triage --profile audit --region eu-west-1',
    '<%= config.bin %> triage --read-only --report triage-{date}.html --report webhook:oncall --only-changes',
  ];
  static override flags = {
    ...answerFlags,
    ...reportFlags,
    playbook: Flags.string({ description: 'another playbook than the one that fits the target' }),
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
    process.exitCode = isReported(asked.investigation) ? await reporter.deliver(asked.investigation, status) : status;
  }
}
