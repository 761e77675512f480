import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { readTelemetryStatus, renderTelemetryStatus } from '../../telemetry/telemetry-status.ts';

export default class TelemetryStatus extends BaseCommand {
  static override summary = 'Say whether anything about CloudOps leaves this machine.';
  static override description = 'Where to, and why: by the configuration, a variable, or your own yes.';
  static override examples = [
    { description: 'Look', command: '<%= config.bin %> telemetry status' },
    { description: 'For a program', command: '<%= config.bin %> telemetry status -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryStatus);
    const status = await readTelemetryStatus(this.paths, process.env);
    this.print(flags.output === 'json' ? renderJson({ telemetry: status }) : renderTelemetryStatus(status));
  }
}
