import type { Report } from '@cloudops/spec';
import type { AwsCredentials, AwsTestbed } from '@cloudops/testbed';
import { type CliUser, type CommandResult, createCliUser } from './run-cli.ts';

/** A report, with how the command ended that printed it. */
export interface Answer extends CommandResult {
  readonly report: Report;
}

/** Somebody who asks AWS through the built command line. */
export interface AwsAsker extends CliUser {
  /** @param flags such as `--region`, `eu-west-1`. */
  ask(question: string, ...flags: readonly string[]): Promise<Answer>;
}

/** A user with an administrator's keys to one account of the test bed, and with nothing configured. */
export async function createAwsAsker(testbed: AwsTestbed, account: string): Promise<AwsAsker> {
  return createAskerWith(testbed, await testbed.credentials(account));
}

/** A user with these keys, and with nothing configured. */
export function createAskerWith(testbed: AwsTestbed, credentials: AwsCredentials): AwsAsker {
  const user = createCliUser(testbed.environment(credentials));
  return {
    ...user,
    async ask(question, ...flags) {
      const result = await user.json(['ask', question, ...flags]);
      const { report } = result.document as { readonly report: Report };
      return { ...result, report };
    },
  };
}

/** What was not checked, as one text. */
export function gapsOf({ not_checked: gaps }: Report): string {
  return gaps.map(({ what, why, needs }) => `${what}: ${why} (${needs})`).join('\n');
}

/** Each region as a flag. */
export function inRegions(regions: readonly string[]): readonly string[] {
  return regions.flatMap((region) => ['--region', region]);
}
