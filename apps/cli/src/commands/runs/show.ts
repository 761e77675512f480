import { createReport, createRunSummary, renderReport } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { findRun } from '../../run-lookup.ts';

export default class RunsShow extends BaseCommand {
  static override summary = 'Show the report of a past run again.';
  static override description = 'Made again from the stored evidence, in any form.';
  static override examples = [
    { description: 'By its id', command: '<%= config.bin %> runs show run_01JDA5Z7Q4' },
    {
      description: 'As a page for an incident',
      command: '<%= config.bin %> runs show run_01JDA5Z7Q4 -o html > report.html',
    },
  ];
  static override args = { id: Args.string({ required: true, description: 'a run id' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsShow);
    const { run, auditIds } = await findRun(this.paths, args.id);
    const summary = createRunSummary(run, { audit_ids: auditIds });
    this.print(renderReport(createReport(run), flags.output, { run: summary, ...this.screen(flags) }));
  }
}
