import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ApiClient, createApiClient } from './api-client.ts';
import { type ControlPlaneOptions, type ProgramName, planProgram } from './control-plane.ts';
import { TestbedError } from './errors.ts';
import type { Guard } from './guard.ts';
import { readCondition } from './kubernetes-object.ts';
import { endProcesses, isRunning, type ProcessRecord, signalProcesses, startProcess } from './processes.ts';
import { createResources, type Resources } from './resources.ts';
import { writeState } from './state.ts';
import { waitUntil } from './wait.ts';

/** A running control plane with fake nodes. */
export interface Testbed {
  /** Holds kubeconfigs, certificates, data and a log for each program. */
  readonly folder: string;
  /** Path of a kubeconfig with all rights. For staging only: what is under test gets its own reader. */
  readonly adminKubeconfig: string;
  /** Path of a kubectl of the same version. */
  readonly kubectl: string;
  readonly serverUrl: string;
  readonly apiServerPid: number;
  /** The API as administrator. */
  readonly api: ApiClient;
  /** The same, by kind and name. */
  readonly resources: Resources;
  /** Ids of the running programs, by name. */
  pids(): Readonly<Record<string, number>>;
  /** Ends one program, or all. Ending one that does not run does nothing. */
  end(name?: ProgramName): Promise<void>;
  /** Starts a program that was ended. Starting a running one does nothing. */
  start(name: ProgramName): Promise<void>;
  /** Freezes a program (SIGSTOP): its connections stay open and nothing answers. */
  pause(name: ProgramName): void;
  /** Lets a paused program go on. */
  resume(name: ProgramName): void;
  /** Ends metrics-server, and waits until the API server has noticed. */
  stopMetrics(): Promise<void>;
  /** Starts metrics-server again, and waits until the API server has noticed. */
  startMetrics(): Promise<void>;
  /** Ends everything and removes its data. May be called twice. */
  stop(): Promise<void>;
}

const metricsService = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };

/** The one implementation of {@link Testbed}. */
export class LocalTestbed implements Testbed {
  readonly folder: string;
  readonly adminKubeconfig: string;
  readonly kubectl: string;
  readonly serverUrl: string;
  readonly api: ApiClient;
  readonly resources: Resources;
  readonly #options: ControlPlaneOptions;
  readonly #records: Map<string, ProcessRecord>;
  readonly #guard: Guard | null;
  readonly #whenStopped: () => Promise<void>;

  constructor(parts: LocalTestbedParts) {
    this.#options = parts.options;
    this.#guard = parts.guard ?? null;
    this.#whenStopped = parts.whenStopped;
    this.#records = new Map((parts.processes ?? []).map((record) => [record.name, record]));
    this.folder = parts.options.folder;
    this.adminKubeconfig = join(this.folder, 'admin.conf');
    this.kubectl = join(parts.options.binaries, 'kubectl');
    this.serverUrl = serverUrl(parts.options);
    this.api = parts.api;
    this.resources = createResources(parts.api);
  }

  get apiServerPid(): number {
    return this.#records.get('kube-apiserver')?.pid ?? 0;
  }

  pids(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#records.values()].filter(isRunning).map(({ name, pid }) => [name, pid]));
  }

  async end(name?: ProgramName): Promise<void> {
    const all = [...this.#records.values()];
    await endProcesses(name === undefined ? all : all.filter((record) => record.name === name));
  }

  async start(name: ProgramName): Promise<void> {
    const known = this.#records.get(name);
    if (known !== undefined && isRunning(known)) return;
    const record = await startProcess(planProgram(name, this.#options), this.folder);
    this.#guard?.add(record);
    this.#records.set(name, record);
    await writeState({ version: 1, options: this.#options, processes: [...this.#records.values()] });
  }

  pause(name: ProgramName): void {
    this.#signal(name, 'SIGSTOP');
  }

  resume(name: ProgramName): void {
    this.#signal(name, 'SIGCONT');
  }

  async stopMetrics(): Promise<void> {
    await this.end('metrics-server');
    await this.waitForMetricsApi('False');
  }

  async startMetrics(): Promise<void> {
    await this.start('metrics-server');
    await this.waitForMetricsApi('True');
  }

  async stop(): Promise<void> {
    this.api.close();
    await this.end();
    await this.#guard?.release();
    await this.#whenStopped();
  }

  /** The first program that was started and has ended, if any. */
  findEnded(): ProcessRecord | undefined {
    return [...this.#records.values()].find((record) => !isRunning(record));
  }

  #signal(name: ProgramName, signal: NodeJS.Signals): void {
    const record = this.#records.get(name);
    if (record !== undefined) signalProcesses([record], signal);
  }

  /** Waits until the API server says this of metrics.k8s.io. */
  async waitForMetricsApi(status: 'True' | 'False'): Promise<void> {
    const wait = { what: `the metrics API to be Available=${status}`, timeoutMs: 60_000, intervalMs: 100 };
    await waitUntil(wait, async () => {
      const service = await this.resources.get(metricsService, 'v1beta1.metrics.k8s.io');
      const available = readCondition(service, 'Available');
      return available === status ? null : `Available=${available ?? 'not stated'}`;
    });
  }
}

/** What a {@link LocalTestbed} is put together from. */
export interface LocalTestbedParts {
  readonly options: ControlPlaneOptions;
  readonly api: ApiClient;
  /** Programs that run already. */
  readonly processes?: readonly ProcessRecord[];
  /** Left out when the programs outlive this process. */
  readonly guard?: Guard;
  whenStopped(): Promise<void>;
}

/** Where the API server of a test bed listens. */
export function serverUrl(options: ControlPlaneOptions): string {
  return `https://127.0.0.1:${options.ports.apiServer}`;
}

/**
 * A client with the administrator's certificate.
 * @throws TestbedError `NOT_RUNNING` when the folder holds no certificates.
 */
export async function createAdminClient(options: ControlPlaneOptions): Promise<ApiClient> {
  const pki = (file: string): Promise<string> => readFile(join(options.folder, 'pki', file), 'utf8');
  try {
    const [authority, certificate, key] = await Promise.all([pki('ca.crt'), pki('admin.crt'), pki('admin.key')]);
    return createApiClient({ url: serverUrl(options), authority, certificate, key });
  } catch (cause) {
    throw new TestbedError({
      code: 'NOT_RUNNING',
      message: `No administrator's certificate was found in ${options.folder}`,
      nextSteps: ['Start the test bed: pnpm testbed up'],
      cause,
    });
  }
}
