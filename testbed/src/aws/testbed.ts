import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TestbedError } from '../errors.ts';
import { type Guard, startGuard } from '../guard.ts';
import { findFreePorts } from '../ports.ts';
import {
  endProcesses,
  isRunning,
  type ProcessPlan,
  type ProcessRecord,
  readLogTail,
  startProcess,
} from '../processes.ts';
import { waitUntil } from '../wait.ts';
import { callControl } from './control-client.ts';
import { type AwsCredentials, type Identity, issueCredentials, toEnvironment } from './credentials.ts';
import { installMoto, motoScript } from './moto.ts';
import type { RequestCount } from './proxy/control.ts';
import type { SetAnswer } from './proxy/doubles.ts';
import type { Fault } from './proxy/faults.ts';
import { type AwsState, readAwsState, removeAwsState, writeAwsState } from './state.ts';

/** How to start an AWS test bed. */
export interface AwsStartOptions {
  /** Takes logs and state. Left out: a temporary folder, removed by `stop`. */
  readonly folder?: string;
  /** URL of a Cost Explorer double; without one, moto answers, which knows no costs. */
  readonly costExplorerUrl?: string;
  /** Starts the Cost Explorer double with this bill beside moto, in the place of `costExplorerUrl`. */
  readonly bill?: string;
  /** Further services that something else answers, by the name they are signed for. */
  readonly routes?: Readonly<Record<string, string>>;
  /** Lets it live on after this process; false unless stated. Attach again by its folder. */
  readonly detached?: boolean;
  readonly signal?: AbortSignal;
  /** Told what goes on, for a person. */
  notify?(line: string): void;
}

/** How large a fleet is. */
export interface AwsFleet {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** 10,000 unless stated. */
  readonly groups?: number;
  /** Ingress rules in all; 31,000 unless stated. */
  readonly rules?: number;
  /** 6,700 unless stated. */
  readonly interfaces?: number;
}

/** A running moto with a proxy before it. */
export interface AwsTestbed {
  readonly folder: string;
  /** What AWS clients are to be given as endpoint. */
  readonly endpoint: string;
  /** Makes credentials in an account: an administrator's unless stated otherwise. */
  credentials(account: string, identity?: Identity): Promise<AwsCredentials>;
  /** Environment variables for a child process, and nothing of this machine's own AWS configuration. */
  environment(credentials: AwsCredentials, region?: string): Readonly<Record<string, string>>;
  /** Whether signatures and IAM policies count. They do not at first. */
  enforceIam(on: boolean): Promise<void>;
  /** Replaces all faults; none = an empty list. */
  faults(faults: readonly Fault[]): Promise<void>;
  /** Replaces all answers that are set by hand. */
  answers(answers: readonly SetAnswer[]): Promise<void>;
  /** The requests since the start or the last `clearRequests`, counted. */
  requests(): Promise<readonly RequestCount[]>;
  clearRequests(): Promise<void>;
  /** Fills a region, in-process, in less than a minute. */
  seedFleet(fleet: AwsFleet): Promise<void>;
  /** Ids of the running programs, by name. */
  pids(): Readonly<Record<string, number>>;
  /** Ends everything and removes its state. May be called twice. */
  stop(): Promise<void>;
}

const proxyProgram = fileURLToPath(new URL('proxy/proxy-main.ts', import.meta.url));
const costExplorerProgram = fileURLToPath(new URL('../cost-explorer/main.ts', import.meta.url));

/** The services that the double answers, by the names they are signed for. */
const billedServices: readonly string[] = ['ce', 'budgets', 'savingsplans'];

interface Parts {
  readonly state: AwsState;
  readonly guard: Guard | null;
  readonly whenStopped: () => Promise<void>;
}

/** The one implementation of {@link AwsTestbed}. */
class LocalAwsTestbed implements AwsTestbed {
  readonly folder: string;
  readonly endpoint: string;
  readonly #parts: Parts;
  #enforced = false;

  constructor(parts: Parts) {
    this.folder = parts.state.folder;
    this.endpoint = parts.state.endpoint;
    this.#parts = parts;
  }

  async credentials(account: string, identity: Identity = {}): Promise<AwsCredentials> {
    const enforced = this.#enforced;
    if (enforced) await this.enforceIam(false);
    try {
      return await issueCredentials(this.endpoint, account, identity);
    } finally {
      if (enforced) await this.enforceIam(true);
    }
  }

  environment(credentials: AwsCredentials, region = 'eu-west-1'): Readonly<Record<string, string>> {
    return toEnvironment({ endpoint: this.endpoint, credentials, region, folder: this.folder });
  }

  async enforceIam(on: boolean): Promise<void> {
    await callControl(this.endpoint, { method: 'POST', path: 'enforce', body: { on } });
    this.#enforced = on;
  }

  async faults(faults: readonly Fault[]): Promise<void> {
    await callControl(this.endpoint, { method: 'PUT', path: 'faults', body: faults });
  }

  async answers(answers: readonly SetAnswer[]): Promise<void> {
    await callControl(this.endpoint, { method: 'PUT', path: 'answers', body: answers });
  }

  async requests(): Promise<readonly RequestCount[]> {
    return (await callControl(this.endpoint, { method: 'GET', path: 'requests' })) as readonly RequestCount[];
  }

  async clearRequests(): Promise<void> {
    await callControl(this.endpoint, { method: 'DELETE', path: 'requests' });
  }

  async seedFleet(fleet: AwsFleet): Promise<void> {
    const body = { groups: 10_000, rules: 31_000, interfaces: 6_700, ...fleet };
    await callControl(this.endpoint, { method: 'POST', path: 'seed', body });
  }

  pids(): Readonly<Record<string, number>> {
    const running = this.#parts.state.processes.filter(isRunning);
    return Object.fromEntries(running.map(({ name, pid }) => [name, pid]));
  }

  async stop(): Promise<void> {
    await endProcesses(this.#parts.state.processes);
    await this.#parts.guard?.release();
    await this.#parts.whenStopped();
  }
}

async function startPrograms(options: AwsStartOptions, folder: string, guard: Guard): Promise<AwsState> {
  const python = await installMoto({ signal: options.signal, ...(options.notify && { notify: options.notify }) });
  const [motoPort = 0, proxyPort = 0, billPort = 0] = await findFreePorts(3);
  const costs = options.costExplorerUrl === undefined ? {} : { ce: options.costExplorerUrl };
  const billed = billedServices.map((service) => [service, `http://127.0.0.1:${billPort}`] as const);
  const routes = JSON.stringify({
    ...(options.bill === undefined ? costs : Object.fromEntries(billed)),
    ...options.routes,
  });
  const moto = {
    name: 'moto',
    command: python,
    arguments: ['-B', motoScript, String(motoPort)],
    log: join(folder, 'moto.log'),
  };
  const proxy = {
    name: 'aws-proxy',
    command: process.execPath,
    arguments: [proxyProgram, String(proxyPort), `http://127.0.0.1:${motoPort}`, routes],
    log: join(folder, 'aws-proxy.log'),
  };
  const bills = options.bill === undefined ? [] : [billProgram(options.bill, billPort, folder)];
  const processes: ProcessRecord[] = [];
  for (const plan of [moto, ...bills, proxy]) {
    const record = await startProcess(plan, folder);
    guard.add(record);
    processes.push(record);
  }
  const state: AwsState = { version: 1, folder, endpoint: `http://127.0.0.1:${proxyPort}`, processes };
  await waitForAnswer(state, options.signal).catch(async (error: unknown) => {
    await endProcesses(processes);
    throw error;
  });
  return state;
}

function billProgram(bill: string, port: number, folder: string): ProcessPlan {
  return {
    name: 'cost-explorer',
    command: process.execPath,
    arguments: [...process.execArgv, costExplorerProgram, bill, '--port', String(port)],
    log: join(folder, 'cost-explorer.log'),
  };
}

async function waitForAnswer(state: AwsState, signal: AbortSignal | undefined): Promise<void> {
  await waitUntil({ what: 'moto to answer', timeoutMs: 60_000, intervalMs: 100, signal }, async () => {
    const ended = state.processes.find((record) => !isRunning(record));
    if (ended !== undefined) {
      const message = `${ended.name} ended while it started; its last words:\n${readLogTail(ended.log)}`;
      throw new TestbedError({ code: 'PROCESS_EXITED', message });
    }
    return callControl(state.endpoint, { method: 'POST', path: 'enforce', body: { on: false } }).then(
      () => null,
      (error: unknown) => String(error),
    );
  });
}

/**
 * Starts moto and the proxy before it on free ports of 127.0.0.1; installs moto the first time.
 * Without `detached`, both end with this process, however it ends.
 * @throws TestbedError `MOTO_FAILED`, `PROCESS_EXITED` with the program's last words, `START_FAILED` when the folder's
 *   test bed runs already, `WAIT_TIMEOUT`.
 */
export async function startAwsTestbed(options: AwsStartOptions = {}): Promise<AwsTestbed> {
  const temporary = options.folder === undefined;
  const given = options.folder;
  const folder = given === undefined ? await mkdtemp(join(tmpdir(), 'cloudops-aws-')) : resolve(given);
  await mkdir(folder, { recursive: true });
  if ((await findAwsTestbed(folder)) !== null) {
    throw new TestbedError({
      code: 'START_FAILED',
      message: `An AWS test bed runs in ${folder} already`,
      nextSteps: ['Use it as it is, choose another --folder, or end it: pnpm testbed aws down'],
    });
  }
  const guard = await startGuard();
  const state = await startPrograms(options, folder, guard);
  await writeAwsState(state);
  if (options.detached === true) await guard.release();
  const whenStopped = async (): Promise<void> => {
    await removeAwsState(folder);
    if (temporary) await rm(folder, { recursive: true, force: true });
  };
  return new LocalAwsTestbed({ state, guard: options.detached === true ? null : guard, whenStopped });
}

/** Finds the AWS test bed that was left running in a folder; null when none runs there. */
export async function findAwsTestbed(folder: string): Promise<AwsTestbed | null> {
  const state = await readAwsState(resolve(folder));
  if (state === null) return null;
  if (!state.processes.every(isRunning)) {
    await endProcesses(state.processes);
    await removeAwsState(resolve(folder));
    return null;
  }
  return new LocalAwsTestbed({ state, guard: null, whenStopped: () => removeAwsState(state.folder) });
}
