import { AsyncLocalStorage } from 'node:async_hooks';
import type { JsonObject, RunPluginCommand, Target, WireTransport } from '@cloudops/spec';
import type { CallMessage, HostMessage, OpenMessage, RunnerMessage } from '../protocol/messages.ts';
import { type Asks, createAsks } from './asks.ts';
import { openCallScope } from './call-context.ts';
import type { Channel } from './channel.ts';
import { dispatch } from './dispatch.ts';
import { type Opened, openModule } from './open-module.ts';
import { toThrownError } from './thrown-error.ts';

const noTarget: Target = { provider: '', name: '', environment: '' };

/** Carries out what the host says, one plugin in a process. */
export class Runner {
  readonly #channel: Channel;
  readonly #asks: Asks;
  readonly #calls = new Map<number, AbortController>();
  readonly #current = new AsyncLocalStorage<number>();
  #opened: Opened | undefined;
  #settings: JsonObject = {};
  #transport: WireTransport | null = null;

  constructor(open: (onMessage: (message: HostMessage) => void) => Channel, createTransport: CreateTransport) {
    this.#channel = open((message) => this.#hear(message, createTransport));
    this.#asks = createAsks(this.#channel);
  }

  send(message: RunnerMessage): void {
    this.#channel.send(message);
  }

  #hear(message: HostMessage, createTransport: CreateTransport): void {
    if (message.kind === 'open') void this.#open(message, createTransport);
    else if (message.kind === 'call') void this.#call(message);
    else if (message.kind === 'abort') this.#calls.get(message.id)?.abort(new DOMException('Aborted', 'AbortError'));
    else this.#asks.settle(message);
  }

  async #open(message: OpenMessage, createTransport: CreateTransport): Promise<void> {
    this.#settings = message.settings;
    const { endpoint } = message;
    this.#transport =
      endpoint === null ? null : createTransport(endpoint, this.#asks, () => this.#current.getStore() ?? null);
    const opened = await openModule(message, this.#transport);
    this.#opened = opened;
    if (opened.kind === 'failed') this.send(opened.message);
    else if (opened.kind === 'command') this.send({ kind: 'opened' });
    else this.send({ kind: 'opened', description: opened.description });
  }

  async #call(message: CallMessage): Promise<void> {
    const { id } = message;
    const controller = new AbortController();
    this.#calls.set(id, controller);
    const plain = message.context ?? { target: noTarget };
    const scope = openCallScope({ id, plain, signal: controller.signal, channel: this.#channel, asks: this.#asks });
    let end: string;
    try {
      const value = await this.#current.run(id, () => this.#invoke(message, scope.context));
      // Here, where what JSON cannot carry is the call's own fault.
      end = JSON.stringify({ kind: 'return', id, value });
    } catch (error) {
      end = JSON.stringify({ kind: 'throw', id, error: toThrownError(error) });
    }
    scope.end();
    this.#calls.delete(id);
    this.#channel.sendText(end);
  }

  async #invoke(message: CallMessage, context: Parameters<typeof dispatch>[2]): Promise<unknown> {
    const opened = this.#opened;
    if (opened?.kind === 'provider') return dispatch(opened.provider, message, context);
    if (opened?.kind === 'command') return this.#runCommand(opened.run, message, context.signal);
    throw new TypeError('nothing is loaded');
  }

  async #runCommand(
    run: RunPluginCommand,
    { id, arguments: words }: CallMessage,
    signal: AbortSignal,
  ): Promise<number> {
    const print = (text: string): void => this.send({ kind: 'print', id, text: String(text) });
    const parts = words as readonly string[];
    return run({ arguments: parts, settings: this.#settings, transport: this.#transport, signal, print });
  }
}

/** Makes the transport that a plugin sees. */
export type CreateTransport = (endpoint: string, asks: Asks, currentCall: () => number | null) => WireTransport;
