import { Flags } from '@oclif/core';
import { queryFlags, toQuery } from '../../audit/query-flags.ts';
import { readStatistics } from '../../audit/read-statistics.ts';
import { renderStatistics, statisticsForms } from '../../audit/render-statistics.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditStats extends BaseCommand {
  static override description =
    'How well it goes: success of parse and run, durations, cost, errors, by playbook and user.';
  static override examples = [
    '<%= config.bin %> audit stats --since 7d',
    '<%= config.bin %> audit stats --since 24h -o prometheus > /var/lib/node_exporter/cloudops.prom',
  ];
  static override flags = {
    ...queryFlags,
    output: Flags.option({
      char: 'o',
      description: 'form of the answer',
      options: statisticsForms,
      default: 'human' as const,
    })(),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditStats);
    const now = Date.now();
    const query = toQuery(flags, now);
    const statistics = await withAuditLog(this.paths, (log) => readStatistics(log, query, now));
    this.print(renderStatistics(statistics, flags.output, this.screen(flags)));
  }
}
