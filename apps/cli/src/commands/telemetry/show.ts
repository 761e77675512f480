import { BaseCommand } from '../../base-command.ts';
import { readUsageFile, usageFilePath } from '../../telemetry/usage/usage-file.ts';
import { findUsagePlace, renderUsagePayload } from '../../telemetry/usage/usage-payload.ts';

export default class TelemetryShow extends BaseCommand {
  static override description =
    'Print what the next request about the use of CloudOps would hold: exactly these bytes, and nothing else.';
  static override examples = ['<%= config.bin %> telemetry show'];

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
