import { BaseCommand } from '../../base-command.ts';
import { renderJson } from '../../output.ts';
import { turnOn } from '../../telemetry/usage/turn-on.ts';

export default class TelemetryOn extends BaseCommand {
  static override summary = 'Share how CloudOps is used, with the address configured.';
  static override description =
    'Commands, exit codes and counts, and nothing of your clouds, your questions or your names, to telemetry.usage.endpoint. telemetry show prints the exact bytes first.';
  static override examples = [
    { description: 'Switch it on', command: '<%= config.bin %> telemetry on' },
    { description: 'For a program', command: '<%= config.bin %> telemetry on -o json' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(TelemetryOn);
    const endpoint = await turnOn(this.paths, process.env, Date.now());
    const text = `On: counts go to ${endpoint}, at most once a day or each 50 commands.\nWhat exactly: cloudops telemetry show\nOff again: cloudops telemetry off\n`;
    this.print(flags.output === 'json' ? renderJson({ usage: { on: true, endpoint } }) : text);
  }
}
