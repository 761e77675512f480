import { escapeForTerminal } from '@cloudops/report';
import { Args } from '@oclif/core';
import { createRecordContext } from '../../audit/record-context.ts';
import { recorded } from '../../audit/recorded.ts';
import { BaseCommand } from '../../base-command.ts';
import { type ApprovedBaseline, approveBaseline } from '../../baseline.ts';
import { renderJson } from '../../output.ts';
import { findRun } from '../../run-lookup.ts';
import { withAuditLog } from '../../state.ts';

export default class BaselineApprove extends BaseCommand {
  static override summary = 'Take the security groups of a run for the approved state.';
  static override description =
    'Later audits report what came or went since (SG-048). Accounts and regions that the run did not read whole are left out and named.';
  static override examples = [
    { description: 'Approve what a run has seen', command: '<%= config.bin %> baseline approve run_01JDA5Z7Q4' },
    { description: 'For a program', command: '<%= config.bin %> baseline approve run_01JDA5Z7Q4 -o json' },
  ];
  static override args = { run: Args.string({ required: true, description: 'a run id of aws-security-groups' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BaselineApprove);
    const { run, auditIds } = await findRun(this.paths, args.run);
    const act = { event: 'baseline.approved', parent: auditIds.at(-1) ?? null, extra: { run_id: run.id } } as const;
    const work = (): Promise<ApprovedBaseline> => approveBaseline(run, this.paths);
    const context = createRecordContext(this.config.version);
    const approved = await withAuditLog(this.paths, (log) => recorded(log, context, { act, work }));
    const { file, baseline, leftOut } = approved;
    const groups = Object.keys(baseline.groups).length;
    const gaps = leftOut.map((name) => `Left out, since it was not read whole: ${escapeForTerminal(name)}\n`).join('');
    const text = `Approved ${groups} security groups in ${baseline.places.length} accounts and regions.\n${gaps}Wrote ${escapeForTerminal(file, { maximum: 2000 })}\n`;
    this.print(
      flags.output === 'json' ? renderJson({ file, groups, places: baseline.places, left_out: leftOut }) : text,
    );
  }
}
