import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { removeUsageFile, usageFilePath } from '../../telemetry/usage/usage-file.ts';

export default class TelemetryOff extends BaseCommand {
  static override description = 'Stop sharing how CloudOps is used; forgets the id and what was counted.';
  static override examples = ['<%= config.bin %> telemetry off'];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryOff);
    removeUsageFile(usageFilePath(this.paths));
    const text = 'Off: nothing is counted or sent, and what was counted is gone.\n';
    this.print(flags.output === 'json' ? renderJson({ usage: { on: false } }) : text);
  }
}
