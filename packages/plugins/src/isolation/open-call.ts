import type { PluginLimits } from '../protocol/limits.ts';
import type { RunnerMessage } from '../protocol/messages.ts';
import { toVisibleLine, toVisibleText } from '../text/visible.ts';
import type { CallEnd, CallRequest } from './call-end.ts';
import type { PluginFault } from './fault.ts';

type Told = Extract<RunnerMessage, { readonly kind: 'notify' | 'count' | 'print' }>;

/** A call that the plugin has not answered yet, and how much it has told. */
export class OpenCall {
  readonly request: CallRequest;
  readonly #limits: PluginLimits;
  readonly #end = Promise.withResolvers<CallEnd>();
  #notices = 0;
  #counted = 0;
  #printed = 0;

  constructor(request: CallRequest, limits: PluginLimits) {
    this.#limits = limits;
    this.request = request;
  }

  get ended(): Promise<CallEnd> {
    return this.#end.promise;
  }

  settle(end: CallEnd): void {
    this.#end.resolve(end);
  }

  /** Passes on what the plugin tells. @returns what is wrong with it. */
  hear(message: Told): PluginFault | undefined {
    if (message.kind === 'notify') return this.#notify(message);
    if (message.kind === 'count') return this.#count(message.times);
    this.#printed += message.text.length;
    if (this.#printed > this.#limits.answerBytes) return flood('printed too long an answer');
    this.request.print?.(toVisibleText(message.text));
    return undefined;
  }

  #notify({ times, progress }: Extract<Told, { readonly kind: 'notify' }>): PluginFault | undefined {
    this.#notices += times;
    if (this.#notices > this.#limits.notices)
      return flood(`told of its progress more than ${this.#limits.notices} times`);
    this.request.notify?.({ ...progress, message: toVisibleLine(progress.message, 200) });
    return undefined;
  }

  #count(times: number): PluginFault | undefined {
    this.#counted += times;
    if (this.#counted > this.#limits.counted)
      return flood(`counted more than ${this.#limits.counted} requests in one call`);
    for (let time = 0; time < times; time += 1) this.request.countCall?.();
    return undefined;
  }
}

function flood(why: string): PluginFault {
  return { kind: 'failed', why };
}
