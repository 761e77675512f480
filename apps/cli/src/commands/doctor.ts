import type { Investigation } from '@cloudops/engine';
import { BaseCommand, targetFlags } from '../base-command.ts';
import { composeEngine } from '../composition/compose-engine.ts';
import { clusterChecks } from '../doctor/cluster-checks.ts';
import { examine, renderResults, toDoctorExit } from '../doctor/examine.ts';
import { localChecks } from '../doctor/local-checks.ts';
import { targetCatalog, targetParser, targetQuestion } from '../doctor/target-question.ts';
import { exitStatus } from '../errors/exit-status.ts';
import { listenForInterruption } from '../signals.ts';

export default class Doctor extends BaseCommand {
  static override description = 'Check that everything works, and say how to mend what does not.';
  static override flags = { context: targetFlags.context, timeout: targetFlags.timeout };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { signal, isInterrupted, dispose } = listenForInterruption((flags.timeout ?? 60) * 1000);
    const results = await examine([
      ...localChecks(this.assets, this.paths),
      ...clusterChecks(() => this.ask(flags.context, signal)),
    ]);
    dispose();
    this.print(renderResults(results, flags.output, this.screen(flags)));
    process.exitCode = isInterrupted() ? exitStatus.interrupted : toDoctorExit(results);
  }

  /** One question like any other: decided by policy, recorded before the first call, its provider closed at the end. */
  private async ask(context: string | undefined, signal: AbortSignal): Promise<Investigation> {
    const { engine } = await composeEngine({
      paths: this.paths,
      assets: this.assets,
      toolVersion: this.config.version,
      onNote: () => undefined,
      fixed: { parser: targetParser, catalog: targetCatalog },
      ...(context === undefined ? {} : { context }),
    });
    try {
      return await engine.investigate(targetQuestion, { signal, readOnly: true });
    } finally {
      await engine.close();
    }
  }
}
