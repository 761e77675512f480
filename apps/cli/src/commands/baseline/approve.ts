import { escapeForTerminal } from '@cloudops/report';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../base-command.ts';
import { approveBaseline } from '../../baseline.ts';
import { renderJson } from '../../output.ts';
import { findRun } from '../../run-lookup.ts';

export default class BaselineApprove extends BaseCommand {
  static override description = 'Take the security groups of a run for the approved state; later audits report drift.';
  static override args = { run: Args.string({ required: true, description: 'a run id of aws-security-groups' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BaselineApprove);
    const { run } = await findRun(this.paths, args.run);
    const { file, baseline, leftOut } = await approveBaseline(run, this.paths);
    const groups = Object.keys(baseline.groups).length;
    const gaps = leftOut.map((name) => `Left out, since it was not read whole: ${escapeForTerminal(name)}\n`).join('');
    const text = `Approved ${groups} security groups in ${baseline.places.length} accounts and regions.\n${gaps}Wrote ${escapeForTerminal(file, { maximum: 2000 })}\n`;
    this.print(
      flags.output === 'json' ? renderJson({ file, groups, places: baseline.places, left_out: leftOut }) : text,
    );
  }
}
