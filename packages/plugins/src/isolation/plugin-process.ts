import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { PluginNetwork } from '@cloudops/spec';
import type { Plugin } from '../manifest/plugin.ts';
import type { PluginLimits } from '../protocol/limits.ts';
import { LineReader } from '../protocol/line-reader.ts';
import { toVisibleLine } from '../text/visible.ts';
import type { PluginFault } from './fault.ts';
import type { PluginRunner } from './plugin-runner.ts';
import type { Variables } from './variables.ts';

/** What a plugin's process is started with. */
export interface ProcessOptions {
  readonly plugin: Plugin;
  readonly network: PluginNetwork;
  /** Names of the variables that it is given. */
  readonly environment: readonly string[];
  readonly variables: Variables;
  readonly runner: PluginRunner;
  readonly limits: PluginLimits;
  /** One message, as text. */
  onMessage(text: string): void;
  /** @returns the time of a call, in milliseconds since the epoch. */
  now(call: number): number;
  onPrint(line: string): void;
  /** Called once, when the process is gone or to be gone. */
  onFault(fault: PluginFault): void;
}

/** The frame that says that the process uses too much memory, where else is the number of a call. */
const memoryFrame = 0xff_ff_ff_ff;
/** Bytes of answers that a process may leave unread. */
const unreadBytes = 64 * 1024;
const tailLength = 4_000;
const drainMs = 200;

function readableOf({ root, origin }: Plugin): string {
  if (origin === 'linked') return '*';
  const at = root.lastIndexOf('/node_modules/');
  return at === -1 ? `${root}/` : `${root.slice(0, at)}/node_modules/`;
}

function toArguments({ plugin, network, runner, limits }: ProcessOptions): readonly string[] {
  const last = [...runner.arguments, String(process.pid), String(limits.residentBytes)];
  if (!runner.isPermissioned) return last;
  return [
    ...['--permission', '--no-warnings', `--max-old-space-size=${limits.heapMebibytes}`],
    // For the watchdog, which gives the right away before anything of the plugin is loaded.
    ...['--allow-worker', `--allow-fs-read=${readableOf(plugin)}`],
    ...(network === 'sockets' ? ['--allow-net'] : []),
    ...last,
  ];
}

function toEnvironment({ environment, variables }: ProcessOptions): Record<string, string> {
  return Object.fromEntries(
    environment.flatMap((name) => {
      const value = variables[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function describeExit(
  { status, signal }: { readonly status: number | null; readonly signal: string | null },
  tail: string,
  { heapMebibytes }: PluginLimits,
): PluginFault {
  const isFull = /heap out of memory|Cannot create a string|Array buffer allocation failed/i.test(tail);
  if (signal === 'SIGABRT' && isFull) return { kind: 'failed', why: `used more than ${heapMebibytes} MiB of memory` };
  const said = toVisibleLine(tail, 300);
  const how = signal === null ? `with status ${status}` : `by the signal ${signal}`;
  return { kind: 'failed', why: `ended by itself ${how}${said === '' ? '' : ` after printing: ${said}`}` };
}

function toMebibytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}

/** The process of one plugin: started, talked to in lines, bounded, and ended by its id. */
export class PluginProcess {
  readonly #options: ProcessOptions;
  readonly #child: ChildProcess;
  #busy: NodeJS.Timeout | undefined;
  readonly #gone = Promise.withResolvers<void>();
  readonly #reader: LineReader;
  readonly #line: Duplex;
  readonly #clock: Duplex;
  readonly #onExit = (): void => this.#kill();
  #frames: Uint8Array = new Uint8Array();
  #printed = 0;
  #tail = '';
  #isEnded = false;
  #isClosed = false;
  #drain: NodeJS.Timeout | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
    this.#reader = new LineReader(options.limits.messageBytes);
    this.#child = spawn(options.runner.program, toArguments(options), {
      cwd: options.plugin.root,
      env: toEnvironment(options),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      // A group of its own: an interrupt at the terminal is for us to pass on, and what it starts ends with it.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#line = this.#child.stdio[3] as Duplex;
    this.#clock = this.#child.stdio[4] as Duplex;
    process.once('exit', this.#onExit);
    this.#child.once('error', (error) => this.#end({ kind: 'failed', why: `could not be started: ${error.message}` }));
    this.#child.once('exit', (status, signal) => this.#exited(status, signal));
    this.#child.once('close', (status, signal) => this.#closed(status, signal));
    this.#listen();
    this.setBusy(false);
  }

  /** Id of the process; undefined when it could not be started. */
  get id(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown): void {
    if (this.#isEnded) return;
    this.#line.write(`${JSON.stringify(message)}\n`);
    const isUnread = this.#line.writableLength > 2 * this.#options.limits.messageBytes;
    if (isUnread) this.#end({ kind: 'failed', why: 'does not read what it asked for' });
  }

  /** Ends it at once. Resolves when it is gone. */
  async end(): Promise<void> {
    this.#isEnded = true;
    this.#kill();
    if (this.#child.pid === undefined || this.#isClosed) return;
    this.setBusy(true);
    await this.#gone.promise;
  }

  /** Whether this process waits for it; an idle one keeps nobody alive. */
  setBusy(isBusy: boolean): void {
    // The standalone binary's runtime does not wait again for what it was told not to wait for.
    clearInterval(this.#busy);
    if (isBusy) this.#busy = setInterval(() => {}, 60_000);
    const change = isBusy ? 'ref' : 'unref';
    this.#child[change]();
    for (const stream of [this.#line, this.#clock, this.#child.stdout, this.#child.stderr]) {
      (stream as unknown as { readonly [Change in 'ref' | 'unref']?: () => void } | null)?.[change]?.();
    }
  }

  #listen(): void {
    const ignore = (): void => {};
    this.#line.on('data', (chunk: Uint8Array) => this.#read(chunk));
    this.#clock.on('data', (chunk: Uint8Array) => this.#tell(chunk));
    // What breaks when the process goes is told by its exit.
    for (const stream of [this.#line, this.#clock]) stream.on('error', ignore);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('error', ignore);
      stream?.on('data', (chunk: Uint8Array) => this.#print(chunk));
    }
  }

  #read(chunk: Uint8Array): void {
    if (this.#isEnded) return;
    const lines = this.#reader.push(chunk);
    if (lines === null) {
      this.#end({
        kind: 'failed',
        why: `sent a message of more than ${toMebibytes(this.#options.limits.messageBytes)} MiB`,
      });
      return;
    }
    for (const line of lines) if (!this.#isEnded) this.#options.onMessage(line);
  }

  #tell(chunk: Uint8Array): void {
    if (this.#isEnded) return;
    const frames = Buffer.concat([this.#frames, chunk]);
    const whole = frames.byteLength - (frames.byteLength % 4);
    this.#frames = frames.subarray(whole);
    for (let at = 0; at < whole && !this.#isEnded; at += 4) {
      const call = frames.readUInt32LE(at);
      if (call === memoryFrame) {
        this.#end({
          kind: 'failed',
          why: `used more than ${toMebibytes(this.#options.limits.residentBytes)} MiB of memory`,
        });
        return;
      }
      const answer = Buffer.alloc(8);
      answer.writeDoubleLE(this.#options.now(call));
      this.#clock.write(answer);
    }
    if (this.#clock.writableLength > unreadBytes) this.#end({ kind: 'failed', why: 'flooded the host with questions' });
  }

  /** Also what it printed before it was ended. */
  #print(chunk: Uint8Array): void {
    if (this.#printed > this.#options.limits.printedBytes) return;
    this.#printed += chunk.byteLength;
    if (this.#printed > this.#options.limits.printedBytes) {
      this.#end({ kind: 'failed', why: `printed more than ${toMebibytes(this.#options.limits.printedBytes)} MiB` });
      return;
    }
    const text = Buffer.from(chunk).toString('utf8');
    this.#tail = `${this.#tail}${text}`.slice(-tailLength);
    for (const line of text.split('\n')) if (line.trim() !== '') this.#options.onPrint(toVisibleLine(line, 1_000));
  }

  #exited(status: number | null, signal: string | null): void {
    process.removeListener('exit', this.#onExit);
    if (!this.#options.runner.isPermissioned) this.#signalGroup();
    // What it printed last may still be on its way, and something that it left behind may keep the pipes open.
    this.#drain = setTimeout(() => this.#closed(status, signal), drainMs);
  }

  #closed(status: number | null, signal: string | null): void {
    clearTimeout(this.#drain);
    clearInterval(this.#busy);
    this.#isClosed = true;
    this.#gone.resolve();
    this.#end(describeExit({ status, signal }, this.#tail, this.#options.limits));
  }

  #end(fault: PluginFault): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#kill();
    this.#options.onFault(fault);
  }

  #kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#signalGroup();
    this.#child.kill('SIGKILL');
  }

  /** For what it started, where no permission system keeps it from that. */
  #signalGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined || process.platform === 'win32') return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone, which is what was wanted.
    }
  }
}
