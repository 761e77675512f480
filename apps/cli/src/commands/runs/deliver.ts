import { createReport, createRunSummary } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { exitStatus } from '../../errors/exit-status.ts';
import { requiredReportFlag } from '../../reports/report-flags.ts';
import { createReporter } from '../../reports/reporter.ts';
import { findRun } from '../../run-lookup.ts';

export default class RunsDeliver extends BaseCommand {
  static override summary = 'Deliver the report of a past run again.';
  static override description =
    'To a file, a webhook or both, made again from the stored evidence. Exits with 9 when a place got nothing.';
  static override examples = [
    { description: 'To a file', command: '<%= config.bin %> runs deliver run_01JDA5Z7Q4 --report incident.html' },
    {
      description: 'To a webhook of the configuration',
      command: '<%= config.bin %> runs deliver run_01JDA5Z7Q4 --report webhook:oncall',
    },
  ];
  static override args = { id: Args.string({ required: true, description: 'a run id' }) };
  static override flags = requiredReportFlag;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsDeliver);
    const tell = (line: string): void => void process.stderr.write(line);
    const reporter = await createReporter({ paths: this.paths, toolVersion: this.config.version, flags, tell });
    const { run, auditIds } = await findRun(this.paths, args.id);
    const answer = { report: createReport(run), summary: createRunSummary(run, { audit_ids: auditIds }) };
    process.exitCode = await reporter.deliver(answer, exitStatus.ok);
  }
}
