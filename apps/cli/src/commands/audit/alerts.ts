import { Flags } from '@oclif/core';
import { renderAlerts } from '../../audit/render-alerts.ts';
import { toAlertExit, watchLog } from '../../audit/watch-log.ts';
import { BaseCommand } from '../../base-command.ts';
import { withAuditLog } from '../../state.ts';

export default class AuditAlerts extends BaseCommand {
  static override summary = 'What somebody should look at; exits with 10 when there is any.';
  static override description =
    'Failures, cost, denials, runs that never ended, and unusual activity, by the rules under audit.alerts in the configuration. Made for cron.';
  static override examples = [
    { description: 'Look at the last day', command: '<%= config.bin %> audit alerts' },
    { description: 'From cron: send them to the webhook', command: '<%= config.bin %> audit alerts --send --quiet' },
  ];
  static override flags = {
    send: Flags.boolean({ description: 'send them to the configured webhook (audit.alerts.webhook)' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuditAlerts);
    const watched = await withAuditLog(this.paths, (_, open) => watchLog(open, flags.send));
    this.print(renderAlerts(watched, flags.output, this.screen(flags)));
    process.exitCode = toAlertExit(watched);
  }
}
