import { createReport, createRunSummary, renderReport } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { findRun } from '../../run-lookup.ts';

export default class RunsShow extends BaseCommand {
  static override description = 'Show the report of a past run, made again from its evidence.';
  static override args = { id: Args.string({ required: true, description: 'a run id' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsShow);
    const { run, auditIds } = await findRun(this.paths, args.id);
    const summary = createRunSummary(run, { audit_ids: auditIds });
    this.print(renderReport(createReport(run), flags.output, { run: summary, ...this.screen(flags) }));
  }
}
