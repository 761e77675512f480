import { createReport, createRunSummary, renderReport } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { replayRun } from '../../replay-run.ts';
import { findRun } from '../../run-lookup.ts';

export default class RunsReplay extends BaseCommand {
  static override summary = 'Analyze the stored evidence of a run again.';
  static override description =
    'Uses this version’s analyzers, touches no cloud, and says whether the report is the same as then.';
  static override examples = [
    { description: 'By the id that a report shows', command: '<%= config.bin %> runs replay run_01JDA5Z7Q4' },
    { description: 'For a program', command: '<%= config.bin %> runs replay run_01JDA5Z7Q4 -o json' },
  ];
  static override args = { id: Args.string({ required: true, description: 'a run id' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsReplay);
    const { run, auditIds } = await findRun(this.paths, args.id);
    const replayed = createReport(await replayRun(run, this.place));
    const same = JSON.stringify(replayed) === JSON.stringify(createReport(run));
    const summary = createRunSummary(run, { audit_ids: auditIds });
    this.print(renderReport(replayed, flags.output, { run: summary, ...this.screen(flags) }));
    if (!flags.quiet) process.stderr.write(same ? 'Same report as then.\n' : 'The report differs from then.\n');
  }
}
