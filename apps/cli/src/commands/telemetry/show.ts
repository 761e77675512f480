import { BaseCommand } from '../../base-command.ts';
import { readUsageFile } from '../../telemetry/usage/usage-file.ts';
import { usageFilePath } from '../../telemetry/usage/usage-file-path.ts';
import { findUsagePlace, renderUsagePayload } from '../../telemetry/usage/usage-payload.ts';

export default class TelemetryShow extends BaseCommand {
  static override summary = 'Print exactly what would be sent about the use of CloudOps.';
  static override description = 'These bytes, and nothing else. Sends nothing.';
  static override examples = [
    { description: 'Look at it', command: '<%= config.bin %> telemetry show' },
    { description: 'Keep it', command: '<%= config.bin %> telemetry show > payload.json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryShow);
    const file = readUsageFile(usageFilePath(this.paths));
    if (file === null && !flags.quiet) {
      process.stderr.write(
        'It is off: nothing is counted or sent. Turned on, each command adds a row to "commands".\n',
      );
    }
    this.print(renderUsagePayload(file, findUsagePlace(this.config.version, process)));
  }
}
