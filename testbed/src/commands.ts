import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findTestbed } from './attach.ts';
import { runAwsCommand } from './aws/commands.ts';
import { buildTestbed } from './build.ts';
import { cleanScenario } from './clean.ts';
import { TestbedError } from './errors.ts';
import { applyFleet } from './fleet.ts';
import { cacheFolder } from './paths.ts';
import { listScenarios } from './scenario-file.ts';
import { settleScenario } from './settling.ts';
import { applyScenario } from './staging.ts';
import { startTestbed } from './start.ts';
import type { Testbed } from './testbed.ts';

/** Tells a person what goes on, a line at a time. */
export type Notify = (line: string) => void;

const usage = `usage: pnpm testbed COMMAND [--folder PATH]

  build [--force]               build the control plane from source into the cache folder
  up [--no-metrics]             start it, and print its kubeconfig; does nothing when it runs
  down                          end it and remove its data
  status                        say what runs
  kubeconfig                    print the path of the administrator's kubeconfig
  list                          list the scenarios
  apply ID [--no-wait]          stage a scenario, and wait until it shows
  clean ID                      take a scenario back
  fleet [--nodes N] [--pods N]  fill it with running pods (1000 and 20000 unless stated)
  aws up [--empty] [--account ID] [--region NAME] [--cost-explorer URL]
                                start moto as AWS with a shop and its bill in it, and print the environment to export
  aws seed [--account ID]       fill it with 10000 security groups
  aws down                      end it

--folder: where its state lives; a folder in the user's cache unless stated.
`;

interface Arguments {
  readonly command: string;
  readonly operand: string | undefined;
  readonly folder: string;
  readonly flags: Readonly<Record<'force' | 'no-metrics' | 'no-wait' | 'empty', boolean>>;
  readonly nodes: number;
  readonly pods: number;
  readonly account: string;
  readonly region: string;
  readonly costExplorerUrl: string | undefined;
}

function usageError(message: string): TestbedError {
  return new TestbedError({ code: 'USAGE', message, nextSteps: ['See the commands: pnpm testbed help'] });
}

function parseCount(name: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw usageError(`--${name} must be a whole number above 0, not ${JSON.stringify(text)}`);
}

function parseCommandLine(line: readonly string[]) {
  try {
    return parseArgs({
      args: [...line],
      allowPositionals: true,
      options: {
        folder: { type: 'string', default: join(cacheFolder(), 'default') },
        force: { type: 'boolean', default: false },
        'no-metrics': { type: 'boolean', default: false },
        'no-wait': { type: 'boolean', default: false },
        empty: { type: 'boolean', default: false },
        nodes: { type: 'string', default: '1000' },
        pods: { type: 'string', default: '20000' },
        account: { type: 'string', default: '111122223333' },
        region: { type: 'string', default: 'eu-west-1' },
        'cost-explorer': { type: 'string' },
      },
    });
  } catch (cause) {
    throw usageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function readArguments(line: readonly string[]): Arguments {
  const { values, positionals } = parseCommandLine(line);
  const [command = 'help', operand, extra] = positionals;
  if (extra !== undefined) throw usageError(`Unexpected argument ${JSON.stringify(extra)}`);
  return {
    command,
    operand,
    folder: resolve(values.folder),
    flags: {
      force: values.force,
      'no-metrics': values['no-metrics'],
      'no-wait': values['no-wait'],
      empty: values.empty,
    },
    nodes: parseCount('nodes', values.nodes),
    pods: parseCount('pods', values.pods),
    account: values.account,
    region: values.region,
    costExplorerUrl: values['cost-explorer'],
  };
}

async function requireRunning(folder: string): Promise<Testbed> {
  const status = await findTestbed(folder);
  if (status.kind === 'running') return status.testbed;
  const detail = status.kind === 'none' ? 'none was started' : `${status.ended.join(', ')} ended`;
  throw new TestbedError({
    code: 'NOT_RUNNING',
    message: `No test bed runs in ${folder}: ${detail}`,
    nextSteps: ['Start one: pnpm testbed up'],
  });
}

/** Quotes a path for a POSIX shell, when it needs that. */
function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

async function up(given: Arguments, notify: Notify): Promise<string> {
  const status = await findTestbed(given.folder);
  if (status.kind === 'broken') {
    notify(`${status.ended.join(', ')} ended; starting afresh`);
    await status.testbed.stop();
  }
  const running = status.kind === 'running' ? status.testbed : await start(given, notify);
  running.api.close();
  return `${running.adminKubeconfig}\nexport KUBECONFIG=${quote(running.adminKubeconfig)}\n`;
}

async function start(given: Arguments, notify: Notify): Promise<Testbed> {
  const begun = performance.now();
  notify('starting the control plane');
  const testbed = await startTestbed({ folder: given.folder, metrics: !given.flags['no-metrics'], detached: true });
  notify(`ready after ${((performance.now() - begun) / 1000).toFixed(1)} s at ${testbed.serverUrl}`);
  return testbed;
}

async function down(given: Arguments, notify: Notify): Promise<string> {
  const status = await findTestbed(given.folder);
  if (status.kind === 'none') notify(`nothing runs in ${given.folder}`);
  else await status.testbed.stop();
  return '';
}

async function describe(given: Arguments): Promise<string> {
  const status = await findTestbed(given.folder);
  if (status.kind === 'none') return `nothing runs in ${given.folder}\n`;
  const { testbed } = status;
  const programs = Object.entries(testbed.pids()).map(([name, pid]) => `  ${name.padEnd(24)} ${pid}\n`);
  const ended = status.kind === 'broken' ? status.ended.map((name) => `  ${name.padEnd(24)} ended\n`) : [];
  testbed.api.close();
  return `${testbed.serverUrl} in ${testbed.folder}\n${[...programs, ...ended].join('')}`;
}

async function build(given: Arguments, notify: Notify): Promise<string> {
  const result = await buildTestbed({ force: given.flags.force, notify });
  if (!result.built) notify('up to date');
  return `${result.folder}\n`;
}

async function list(): Promise<string> {
  const scenarios = await listScenarios();
  const width = Math.max(...scenarios.map(({ id }) => id.length));
  return scenarios.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join('');
}

async function apply(given: Arguments, notify: Notify): Promise<string> {
  const id = requireId(given);
  const testbed = await requireRunning(given.folder);
  const scenario = await applyScenario(testbed, id);
  notify(`staged ${id}: ${scenario.title}`);
  if (!given.flags['no-wait']) await settleScenario(testbed, id);
  testbed.api.close();
  return `${scenario.expect.text}\n`;
}

async function clean(given: Arguments): Promise<string> {
  const id = requireId(given);
  const testbed = await requireRunning(given.folder);
  await cleanScenario(testbed, id);
  testbed.api.close();
  return '';
}

async function fleet(given: Arguments, notify: Notify): Promise<string> {
  const testbed = await requireRunning(given.folder);
  await applyFleet(testbed, { nodes: given.nodes, pods: given.pods, notify });
  testbed.api.close();
  return '';
}

async function kubeconfig(given: Arguments): Promise<string> {
  const testbed = await requireRunning(given.folder);
  testbed.api.close();
  return `${testbed.adminKubeconfig}\n`;
}

function requireId(given: Arguments): string {
  if (given.operand !== undefined) return given.operand;
  throw usageError(`pnpm testbed ${given.command} needs the id of a scenario`);
}

async function aws(given: Arguments, notify: Notify): Promise<string> {
  const { account, region, costExplorerUrl } = given;
  const name = given.operand ?? '';
  if (!['up', 'down', 'seed'].includes(name)) throw usageError('pnpm testbed aws needs one of up, down, seed');
  const said = await runAwsCommand({
    name,
    folder: join(given.folder, 'aws'),
    account,
    region,
    costExplorerUrl,
    isStaged: !given.flags.empty,
    notify,
  });
  if (said !== null) return said;
  throw new TestbedError({
    code: 'NOT_RUNNING',
    message: `No AWS test bed runs in ${join(given.folder, 'aws')}`,
    nextSteps: ['Start one: pnpm testbed aws up'],
  });
}

type Command = (given: Arguments, notify: Notify) => Promise<string>;

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['build', build],
  ['up', up],
  ['down', down],
  ['status', describe],
  ['kubeconfig', kubeconfig],
  ['list', list],
  ['apply', apply],
  ['clean', clean],
  ['fleet', fleet],
  ['aws', aws],
  ['help', async () => usage],
]);

/**
 * Runs one command line of the test bed.
 * @returns what belongs on standard output.
 * @throws TestbedError `USAGE` for a command line that makes no sense, and whatever the command throws.
 */
export async function runCommand(line: readonly string[], notify: Notify): Promise<string> {
  const given = readArguments(line);
  const command = commands.get(given.command);
  if (command === undefined) throw usageError(`There is no command ${JSON.stringify(given.command)}`);
  return command(given, notify);
}
