import { BaseCommand, targetFlags } from '../base-command.ts';
import { connectProviders } from '../composition/connect.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import { clusterChecks } from '../doctor/cluster-checks.ts';
import { examine, renderResults, toDoctorExit } from '../doctor/examine.ts';
import { localChecks } from '../doctor/local-checks.ts';
import { listenForInterruption } from '../signals.ts';

export default class Doctor extends BaseCommand {
  static override description = 'Check that everything works, and say how to mend what does not.';
  static override flags = { context: targetFlags.context, timeout: targetFlags.timeout };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { signal, dispose } = listenForInterruption((flags.timeout ?? 60) * 1000);
    const results = await examine([
      ...localChecks(this.assets, this.paths),
      ...clusterChecks(() => this.connect(flags.context), signal),
    ]);
    dispose();
    this.print(renderResults(results, flags.output, this.screen(flags)));
    process.exitCode = toDoctorExit(results);
  }

  private async connect(context: string | undefined): ReturnType<typeof connectProviders> {
    const configuration = await readConfiguration(this.paths.configFile);
    const chosen = context === undefined ? {} : { context };
    return connectProviders(null, {
      ...chosen,
      configuration,
      world: null,
      toolVersion: this.config.version,
      onNote: () => undefined,
    });
  }
}
