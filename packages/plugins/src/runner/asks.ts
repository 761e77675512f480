import { CloudOpsError, type Json } from '@cloudops/spec';
import type { Ask, HostMessage, ThrownError } from '../protocol/messages.ts';
import type { Channel } from './channel.ts';

type Answer = Extract<HostMessage, { readonly kind: 'answer' | 'refuse' }>;
type Question = Ask extends infer One ? (One extends Ask ? Omit<One, 'kind' | 'id'> : never) : never;

/** What was asked of the host and is not answered. */
export interface Asks {
  /** @throws the host's refusal, or the signal's reason, after which the host is told that nobody waits. */
  ask(question: Question, signal?: AbortSignal): Promise<Json>;
  settle(answer: Answer): void;
}

function toError({ name, message, code, nextSteps }: ThrownError): Error {
  if (name === 'CloudOpsError') {
    return new CloudOpsError({ code: code ?? 'UNKNOWN', message, ...(nextSteps === undefined ? {} : { nextSteps }) });
  }
  const error = new Error(message);
  error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}

/** Asks over a channel. */
export function createAsks(channel: Channel): Asks {
  const waiting = new Map<number, PromiseWithResolvers<Json>>();
  let last = 0;
  return {
    ask: async (question, signal) => {
      signal?.throwIfAborted();
      last += 1;
      const id = last;
      const pending = Promise.withResolvers<Json>();
      const cancel = (): void => {
        channel.send({ kind: 'cancel', id });
        pending.reject(signal?.reason);
      };
      waiting.set(id, pending);
      signal?.addEventListener('abort', cancel, { once: true });
      channel.send({ kind: 'ask', id, ...question } as Ask);
      try {
        return await pending.promise;
      } finally {
        waiting.delete(id);
        signal?.removeEventListener('abort', cancel);
      }
    },
    settle: (answer) => {
      const pending = waiting.get(answer.id);
      if (answer.kind === 'answer') pending?.resolve(answer.value);
      else pending?.reject(toError(answer.error));
    },
  };
}
