import type { Exchange, WireRequest, WireResponse, WireTransport, World } from '@cloudops/spec';
import { createTestkitError } from '../errors.ts';
import { toBody } from '../recorder/read-body.ts';
import { toKeptRequest, toRequestKey } from '../recorder/request-key.ts';
import { createRandom, shuffleBody } from './shuffle.ts';

/** How a replay may differ from what was recorded, without being another world. */
export interface ReplayOptions {
  /**
   * Permutes the `items` of lists and the keys of objects, and lets answers arrive in another order: the report must
   * not change. The same seed gives the same permutation.
   */
  readonly shuffle?: { readonly seed: number };
}

const mostTurns = 20;

/** Lets other work go first, by turns of the event loop and not by time. */
async function waitTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
}

function hasNoAnswer(world: World, provider: string, request: WireRequest): Error {
  return createTestkitError({
    code: 'WORLD_HAS_NO_ANSWER',
    message: `The world ${world.name} has no answer to ${provider} ${request.method} ${request.path}.`,
    nextSteps: [
      'Ask it the question that it was recorded for, with the inputs that it was recorded with.',
      'Record the world again: this version asks for something that the recorded one did not.',
    ],
  });
}

function findAnswers(world: World, provider: string): ReadonlyMap<string, Exchange> {
  const own = world.exchanges.filter((exchange) => exchange.provider === provider);
  return new Map(own.map((exchange) => [toExchangeKey(exchange), exchange]));
}

function toExchangeKey({ method, path, body }: Exchange): string {
  return toRequestKey(toKeptRequest({ method, path, ...(body === null ? {} : { body }) }));
}

/**
 * Makes a transport that answers what a provider was answered when the world was recorded: the n-th same request gets the
 * n-th answer, further ones the last. The order of query parameters does not matter.
 * `send` throws CloudOpsError `WORLD_HAS_NO_ANSWER` for a request that was not recorded.
 */
export function createReplayTransport(world: World, provider: string, options: ReplayOptions = {}): WireTransport {
  const answers = findAnswers(world, provider);
  const asked = new Map<string, number>();
  const { shuffle } = options;
  const send = async (request: WireRequest, signal: AbortSignal): Promise<WireResponse> => {
    signal.throwIfAborted();
    const key = toRequestKey(toKeptRequest(request));
    const count = asked.get(key) ?? 0;
    asked.set(key, count + 1);
    const responses = answers.get(key)?.responses ?? [];
    const response = responses[Math.min(count, responses.length - 1)];
    if (response === undefined) throw hasNoAnswer(world, provider, request);
    const { status, headers } = response;
    if (shuffle === undefined) return { status, headers, body: toBody(Buffer.from(response.body)) };
    const random = createRandom(shuffle.seed, `${key}#${count}`);
    await waitTurns(Math.floor(random() * mostTurns));
    signal.throwIfAborted();
    return { status, headers, body: toBody(Buffer.from(shuffleBody(response.body, random))) };
  };
  return { endpoint: `world:${world.name}`, send, close: async () => {} };
}
