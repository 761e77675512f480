import { stageShowcaseAccount } from './corpus/index.ts';
import { findAwsTestbed, startAwsTestbed } from './testbed.ts';

/** A bill that has something to say, and whose payer is the account of this command unless another is asked for. */
const shownBill = 'three-causes';

/** What a command of `pnpm testbed aws` is given. */
export interface AwsCommand {
  /** `up`, `down` or `seed`. */
  readonly name: string;
  /** Where its state lives. */
  readonly folder: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly costExplorerUrl: string | undefined;
  /** Whether `up` stages an account to ask about; an empty one otherwise. */
  readonly isStaged: boolean;
  /** Tells a person what goes on. */
  notify(line: string): void;
}

async function up(command: AwsCommand): Promise<string> {
  const { folder, notify, costExplorerUrl } = command;
  const costs = costExplorerUrl === undefined ? { bill: shownBill } : { costExplorerUrl };
  const running = await findAwsTestbed(folder);
  const testbed = running ?? (await startAwsTestbed({ folder, detached: true, notify, ...costs }));
  if (running === null && command.isStaged) {
    notify(`staging a shop with some exposures in ${command.account}, eu-west-1`);
    await stageShowcaseAccount(testbed, command.account);
  }
  const credentials = await testbed.credentials(command.account);
  const variables = Object.entries(testbed.environment(credentials, command.region));
  return variables.map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`).join('');
}

async function down(command: AwsCommand): Promise<string> {
  const testbed = await findAwsTestbed(command.folder);
  if (testbed === null) command.notify(`no AWS test bed runs in ${command.folder}`);
  else await testbed.stop();
  return '';
}

async function seed(command: AwsCommand): Promise<string | null> {
  const testbed = await findAwsTestbed(command.folder);
  if (testbed === null) return null;
  await testbed.seedFleet({ account: command.account, region: command.region });
  return `10000 groups, 31000 rules, 6700 interfaces in ${command.account} ${command.region}\n`;
}

/**
 * Runs one command of the AWS test bed.
 * @returns what belongs on standard output; null when there is no such command, or none of them can be meant because
 *   nothing runs.
 */
export async function runAwsCommand(command: AwsCommand): Promise<string | null> {
  const known: Readonly<Record<string, (given: AwsCommand) => Promise<string | null>>> = { up, down, seed };
  return (await known[command.name]?.(command)) ?? null;
}
