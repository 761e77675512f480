import type { Investigation } from '@cloudops/engine';
import { askTargets } from '../../auth/ask-targets.ts';
import { renderWhoAmI } from '../../auth/render-who-am-i.ts';
import { describeWhoAmI } from '../../auth/who-am-i.ts';
import { BaseCommand, targetFlags } from '../../base-command.ts';
import { establishPrincipal, findOsUser } from '../../composition/principal.ts';
import { systemClock } from '../../composition/system-clock.ts';
import { readConfiguration } from '../../configuration/configuration.ts';
import { askTarget } from '../../doctor/ask-target.ts';
import { chooseTargets } from '../../doctor/choose-targets.ts';
import { listenForInterruption } from '../../signals.ts';

export default class AuthWhoami extends BaseCommand {
  static override summary = 'Show who you are to this machine and to each target.';
  static override description =
    'Asks the operating system, your OpenID provider and the targets that you mean, says how each established it, and which one policy goes by.';
  static override examples = [
    { description: 'Everywhere', command: '<%= config.bin %> auth whoami' },
    { description: 'In one cluster', command: '<%= config.bin %> auth whoami --context prod-eu' },
  ];
  static override flags = {
    context: targetFlags.context,
    profile: targetFlags.profile,
    timeout: targetFlags.timeout,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuthWhoami);
    const { paths, assets } = this;
    const configuration = await readConfiguration(paths.configFile);
    const { signal, dispose } = listenForInterruption((flags.timeout ?? 60) * 1000);
    const { oidc } = configuration.auth;
    const session = { paths, clock: systemClock, signal, ...(oidc === undefined ? {} : { oidc }) };
    const ask = (provider: 'aws' | 'kubernetes'): Promise<Investigation> =>
      askTarget(provider, { paths, assets, toolVersion: this.config.version, flags, signal });
    const identity = await establishPrincipal(session);
    const providers = await chooseTargets({ configuration, flags, environment: process.env });
    const who = describeWhoAmI(findOsUser(), identity, await askTargets(providers, ask));
    dispose();
    this.print(renderWhoAmI(who, flags.output, this.screen(flags)));
  }
}
