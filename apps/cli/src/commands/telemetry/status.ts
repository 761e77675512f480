import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { readTelemetryStatus, renderTelemetryStatus } from '../../telemetry/telemetry-status.ts';

export default class TelemetryStatus extends BaseCommand {
  static override description = 'Whether anything about CloudOps itself leaves this machine, where to, and why.';
  static override examples = ['<%= config.bin %> telemetry status'];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryStatus);
    const status = await readTelemetryStatus(this.paths, process.env);
    this.print(flags.output === 'json' ? renderJson({ telemetry: status }) : renderTelemetryStatus(status));
  }
}
