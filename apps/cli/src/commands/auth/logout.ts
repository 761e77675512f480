import { signOut } from '../../auth/sign-out.ts';
import { BaseCommand } from '../../base-command.ts';
import { systemClock } from '../../composition/system-clock.ts';
import { renderJson } from '../../output.ts';

export default class AuthLogout extends BaseCommand {
  static override summary = 'Forget the session, and tell its issuer.';
  static override description = 'Removes the session from the state folder. Without one it does nothing, and says so.';
  static override examples = [
    { description: 'Sign out', command: '<%= config.bin %> auth logout' },
    { description: 'Without notes', command: '<%= config.bin %> auth logout --quiet' },
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(AuthLogout);
    const { was, revoked } = await signOut(this.paths.session, systemClock, AbortSignal.timeout(20_000));
    const told = revoked === false ? ' The issuer could not be told; its token ends by itself.' : '';
    const text = was ? `Signed out.${told}\n` : 'Nobody was signed in.\n';
    this.print(flags.output === 'json' ? renderJson({ was_signed_in: was, revoked }) : text);
  }
}
