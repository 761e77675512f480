import { Flags } from '@oclif/core';
import { queryFlags, toQuery } from '../../audit/query-flags.ts';
import { statisticsForms } from '../../audit/render-statistics.ts';
import { showStatistics } from '../../audit/show-statistics.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditStats extends BaseCommand {
  static override summary = 'How well it goes: success, durations, cost and errors.';
  static override description =
    'Counts what the log holds, by playbook and user: how many questions were understood, how many runs succeeded, how long they took, what models cost, which errors there were.';
  static override examples = [
    { description: 'Of the last week', command: '<%= config.bin %> audit stats --since 7d' },
    {
      description: 'Counters over the whole log, for Prometheus’ node exporter',
      command: '<%= config.bin %> audit stats -o prometheus > new.prom && mv new.prom cloudops.prom',
    },
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
    const options = { form: flags.output, screen: this.screen(flags), now };
    this.print(await withAuditLog(this.paths, (log) => showStatistics(log, query, options)));
  }
}
