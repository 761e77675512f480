import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { turnOn } from '../../telemetry/usage/turn-on.ts';

export default class TelemetryOn extends BaseCommand {
  static override description =
    'Share how CloudOps is used (commands, exit codes, counts) with the address configured as telemetry.usage.endpoint.';
  static override examples = ['<%= config.bin %> telemetry show', '<%= config.bin %> telemetry on'];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryOn);
    const endpoint = await turnOn(this.paths, process.env, Date.now());
    const text = `On: counts go to ${endpoint}, at most once a day or each 50 commands.\nWhat exactly: cloudops telemetry show\nOff again: cloudops telemetry off\n`;
    this.print(flags.output === 'json' ? renderJson({ usage: { on: true, endpoint } }) : text);
  }
}
