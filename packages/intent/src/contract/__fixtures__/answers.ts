import type { Clock } from '@cloudops/spec';
import { catalog } from '../../__fixtures__/catalog.ts';
import type { ParseRequest } from '../../parser.ts';

/** The question that the answers below are about. */
export const question: string = 'why is cpu high in namespace shop in prod?';

/** The right answer to {@link question}. */
export const rightAnswer: Readonly<Record<string, unknown>> = {
  asks: 'question',
  outcome: 'matched',
  playbook: 'k8s-high-cpu',
  scope: 'prod',
  slots: [{ name: 'namespace', value: 'shop' }],
  confidence: 0.95,
  language: 'en',
};

/** A request for a question. */
export function request(text: string = question, signal: AbortSignal = new AbortController().signal): ParseRequest {
  return { question: text, catalog, environments: [], signal };
}

/** A clock whose waits take no time but move it on. */
export function createTestClock(): Clock & { readonly waits: readonly number[] } {
  let now = Date.UTC(2026, 10, 23, 9);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  };
}
