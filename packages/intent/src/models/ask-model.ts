import { type Clock, CloudOpsError } from '@cloudops/spec';
import type { ModelPrompt } from '../prompt/build-prompt.ts';
import { createBoundedFetch } from './bounded-fetch.ts';
import { isTransient, isUnbilled, type ParserFailure } from './failure.ts';
import type { ModelClient, ModelReply } from './model-client.ts';
import type { Bill, Purse } from './purse.ts';
import { toFailure } from './to-failure.ts';

/** How long and how often to ask. Times in milliseconds. */
export interface AskLimits {
  /** For one attempt. */
  readonly attemptMs: number;
  /** For all attempts and the waits between them; no attempt begins after it. */
  readonly deadlineMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  readonly outputTokens: number;
  /** Of an answer, after decompression. */
  readonly answerBytes: number;
}

/** What a call is made with. */
export interface AskOptions {
  readonly client: ModelClient;
  readonly purse: Purse;
  readonly limits: AskLimits;
  readonly clock: Clock;
  /** 0 to 1, spreads retries of many processes. */
  readonly random: () => number;
  readonly fetch: typeof fetch;
}

/** A whole answer, or why there is none; with what all attempts came to. */
export type Asked = (
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'failed'; readonly failure: ParserFailure }
) & {
  readonly bill: Bill;
  /** Whether a request was begun, whatever became of it. */
  readonly isSent: boolean;
};

type Attempt =
  | { readonly kind: 'answered'; readonly reply: ModelReply }
  | { readonly kind: 'failed'; readonly failure: ParserFailure; readonly reply?: ModelReply };

/**
 * Asks a model, at most `retries` times again. Every attempt is reserved before and settled after.
 * @throws the signal's reason when the user gives up.
 */
export async function askModel(prompt: ModelPrompt, signal: AbortSignal, given: AskOptions): Promise<Asked> {
  const { purse, limits, clock } = given;
  let isSent = false;
  const options: AskOptions = {
    ...given,
    fetch: (...request) => {
      isSent = true;
      return given.fetch(...request);
    },
  };
  const end = clock.now() + limits.deadlineMs;
  for (let attempt = 0; ; attempt++) {
    const reserved = purse.reserve(prompt.maximumTokens, limits.outputTokens);
    if (reserved.kind === 'failed') return { ...reserved, bill: purse.bill(), isSent };
    const made = await attemptSafely(prompt, signal, options, () => purse.settle(reserved.id, null));
    const failure = purse.settle(reserved.id, toSettlement(made)) ?? (made.kind === 'failed' ? made.failure : null);
    if (failure === null) return { kind: 'answered', text: made.reply?.text ?? '', bill: purse.bill(), isSent };
    const wait = failure.retryAfterMs ?? backOff(attempt, options.random);
    if (!isTransient(failure) || attempt >= limits.retries || clock.now() + wait >= end) {
      return { kind: 'failed', failure, bill: purse.bill(), isSent };
    }
    await clock.sleep(wait, signal);
  }
}

/** Half a second, doubled each time, and up to as much again. */
function backOff(attempt: number, random: () => number): number {
  return Math.round(500 * 2 ** attempt * (1 + random()));
}

async function attemptSafely(
  prompt: ModelPrompt,
  signal: AbortSignal,
  options: AskOptions,
  settleUnknown: () => void,
): Promise<Attempt> {
  try {
    return await attemptOnce(prompt, signal, options);
  } catch (error) {
    // Given up by the user: what the server had done by then is not known.
    settleUnknown();
    throw error;
  }
}

async function attemptOnce(prompt: ModelPrompt, signal: AbortSignal, options: AskOptions): Promise<Attempt> {
  signal.throwIfAborted();
  const { client, limits, clock } = options;
  const deadline = AbortSignal.timeout(limits.attemptMs);
  const bounded = createBoundedFetch(options.fetch, limits.answerBytes);
  const tooLarge: ParserFailure = {
    kind: 'too-large',
    why: 'The model server answered with far more than was asked for.',
  };
  try {
    const reply = await client.send({
      prompt,
      maxOutputTokens: limits.outputTokens,
      signal: AbortSignal.any([signal, deadline]),
      fetch: bounded.fetch,
    });
    return bounded.isExceeded() ? { kind: 'failed', failure: tooLarge, reply } : judge(reply);
  } catch (error) {
    signal.throwIfAborted();
    if (bounded.isExceeded()) return { kind: 'failed', failure: tooLarge };
    if (deadline.aborted) {
      return {
        kind: 'failed',
        failure: { kind: 'timed-out', why: `The model did not answer within ${limits.attemptMs / 1000} s.` },
      };
    }
    if (CloudOpsError.isInstance(error)) return { kind: 'failed', failure: { kind: 'no-key', why: error.message } };
    return { kind: 'failed', failure: toFailure(error, clock.now()) };
  }
}

function judge(reply: ModelReply): Attempt {
  switch (reply.stop) {
    case 'complete':
      return { kind: 'answered', reply };
    case 'refused':
      return { kind: 'failed', reply, failure: { kind: 'refused', why: 'The model refused to read the question.' } };
    case 'truncated':
      return { kind: 'failed', reply, failure: { kind: 'truncated', why: "The model's answer hit its length limit." } };
    case 'cut-off':
      return { kind: 'failed', reply, failure: { kind: 'cut-off', why: "The model's answer broke off." } };
  }
}

function toSettlement(attempt: Attempt): ModelReply['usage'] | 'free' {
  if (attempt.kind === 'failed' && attempt.reply === undefined && isUnbilled(attempt.failure)) return 'free';
  return attempt.reply?.usage ?? null;
}
