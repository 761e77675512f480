import type { TransportFailure } from '@cloudops/testkit';
import type { OpenSession, Question, Row } from '../session/session.ts';

/** Connections that answer from a table of their own, can be told to fail, and count. */
export interface FaultySessions {
  readonly open: OpenSession;
  fail(failure: TransportFailure): void;
  requests(): number;
}

/** What the driver says when a thing goes wrong. */
function errorOf(failure: TransportFailure): Error {
  const codes: Partial<Record<TransportFailure, string>> = {
    refused: 'ECONNREFUSED',
    timeout: 'ETIMEDOUT',
    denied: '42501',
    unauthorized: '28P01',
    throttled: '53300',
    broken: 'XX000',
  };
  return Object.assign(new Error(failure), { code: codes[failure] });
}

function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** @param answer the rows for a question. */
export function createFaultySessions(answer: (question: Question) => readonly Row[]): FaultySessions {
  let failure: TransportFailure | undefined;
  let requests = 0;
  return {
    open: async () => ({
      isOpen: () => failure === undefined,
      end: async () => {},
      async ask(question, signal) {
        requests += 1;
        if (failure === undefined) return answer(question);
        if (failure === 'hanging') return hang(signal);
        if (failure === 'garbled') return [{ '\u0000': 7 }];
        throw errorOf(failure);
      },
    }),
    fail: (next) => {
      failure = next;
    },
    requests: () => requests,
  };
}
