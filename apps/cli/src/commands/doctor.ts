import type { Investigation } from '@cloudops/engine';
import { BaseCommand, targetFlags } from '../base-command.ts';
import { askTarget } from '../doctor/ask-target.ts';
import { chooseChecks } from '../doctor/choose-checks.ts';
import { examine, renderResults, toDoctorExit } from '../doctor/examine.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { listenForInterruption } from '../signals.ts';

export default class Doctor extends BaseCommand {
  static override summary = 'Check that everything works, and say how to mend it.';
  static override description =
    'Checks this machine, and then the targets that somebody means: a cluster where there is a kubeconfig, AWS where there are credentials. Each check that fails says what to do.';
  static override examples = [
    { description: 'Everything', command: '<%= config.bin %> doctor' },
    { description: 'One cluster', command: '<%= config.bin %> doctor --context prod-eu' },
    { description: 'One AWS profile', command: '<%= config.bin %> doctor --profile audit' },
  ];
  static override flags = {
    context: targetFlags.context,
    profile: targetFlags.profile,
    timeout: targetFlags.timeout,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { paths, assets } = this;
    const { signal, isInterrupted, dispose } = listenForInterruption((flags.timeout ?? 60) * 1000);
    const ask = (provider: 'aws' | 'kubernetes'): Promise<Investigation> =>
      askTarget(provider, { paths, assets, toolVersion: this.config.version, flags, signal });
    const results = await examine(await chooseChecks({ paths, assets, flags, environment: process.env, ask }));
    dispose();
    this.print(renderResults(results, flags.output, this.screen(flags)));
    process.exitCode = isInterrupted() ? exitStatus.interrupted : toDoctorExit(results);
  }
}
