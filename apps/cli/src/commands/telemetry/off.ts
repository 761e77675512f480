import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { removeUsageFile } from '../../telemetry/usage/usage-file.ts';
import { usageFilePath } from '../../telemetry/usage/usage-file-path.ts';

export default class TelemetryOff extends BaseCommand {
  static override summary = 'Stop sharing how CloudOps is used.';
  static override description = 'Forgets the random id and what was counted. It is off until somebody switches it on.';
  static override examples = [
    { description: 'Switch it off', command: '<%= config.bin %> telemetry off' },
    { description: 'Without notes', command: '<%= config.bin %> telemetry off --quiet' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryOff);
    removeUsageFile(usageFilePath(this.paths));
    const text = 'Off: nothing is counted or sent, and what was counted is gone.\n';
    this.print(flags.output === 'json' ? renderJson({ usage: { on: false } }) : text);
  }
}
