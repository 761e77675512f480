import { randomBytes } from 'node:crypto';
import { Flags } from '@oclif/core';
import { chooseLogin } from '../../auth/login-settings.ts';
import { describePrompt, renderSignedIn } from '../../auth/render-login.ts';
import { signIn } from '../../auth/sign-in.ts';
import { BaseCommand } from '../../base-command.ts';
import { systemClock } from '../../composition/system-clock.ts';
import { readConfiguration } from '../../configuration/configuration.ts';
import { listenForInterruption } from '../../signals.ts';

export default class AuthLogin extends BaseCommand {
  static override summary = 'Sign in at your organization’s OpenID provider.';
  static override description =
    'Shows an address and a code, and waits until you signed in there, on any device with a browser. From then on policy goes by who you are there.';
  static override examples = [
    { description: 'At the configured provider', command: '<%= config.bin %> auth login' },
    {
      description: 'At another one',
      command: '<%= config.bin %> auth login --issuer https://login.example.com --client-id ops',
    },
  ];
  static override flags = {
    issuer: Flags.string({ description: 'where to sign in, instead of auth.oidc.issuer', helpValue: 'URL' }),
    'client-id': Flags.string({ description: 'what CloudOps is called there', helpValue: 'ID' }),
    timeout: Flags.integer({ description: 'stop after this many seconds', min: 1, helpValue: 'SECONDS' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(AuthLogin);
    const { issuer, 'client-id': clientId } = flags;
    const settings = chooseLogin({ issuer, 'client-id': clientId }, await readConfiguration(this.paths.configFile));
    const { signal, dispose } = listenForInterruption(flags.timeout === undefined ? null : flags.timeout * 1000);
    try {
      const onPrompt = (prompt: Parameters<typeof describePrompt>[0]): void => {
        process.stderr.write(describePrompt(prompt));
      };
      const file = this.paths.session;
      const signedIn = await signIn({ settings, file, clock: systemClock, randomBytes, signal, onPrompt });
      this.print(renderSignedIn(signedIn, flags.output));
    } finally {
      dispose();
    }
  }
}
