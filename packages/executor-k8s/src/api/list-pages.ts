import type { WireRequest } from '@cloudops/spec';
import type { ListStart } from './list-start.ts';
import type { ApiAnswer, ApiSession, RequestContext } from './session.ts';

/** How pages are asked for. */
export interface PageSource {
  readonly session: ApiSession;
  readonly context: RequestContext;
  /** The request of a page; null = the first. */
  request(token: string | null): WireRequest;
  /** What the first bytes of a page tell; null when they do not (yet). */
  readStart(start: Buffer): ListStart | null;
  /** Ask for the next page while this one arrives. Off where the caller may stop early. */
  readonly ahead: boolean;
}

interface PageInFlight {
  /** Null on the last page; undefined when the beginning did not tell. */
  readonly early: Promise<string | null | undefined>;
  readonly answer: Promise<ApiAnswer>;
}

function startPage({ session, context, request, readStart }: PageSource, token: string | null): PageInFlight {
  const { promise: early, resolve } = Promise.withResolvers<string | null | undefined>();
  let told = false;
  const onStart = (start: Buffer): void => {
    if (told) return;
    const found = readStart(start);
    if (found === null) return;
    told = true;
    resolve(found.next);
  };
  const answer = session.exchange(request(token), context, { onStart, urgent: token !== null });
  // Whatever becomes of the page, nobody waits for its beginning for ever; errors are met at `answer`.
  answer.then(
    () => resolve(undefined),
    () => resolve(undefined),
  );
  return { early, answer };
}

/** A page's answer, and what the reader learned from it. */
export interface PageStep {
  readonly answer: ApiAnswer;
  /** To be called with the token in the parsed page; a page asked for by another token is dropped. */
  confirm(next: string | null): void;
}

/**
 * Pages of a list, in order. While one page is still arriving and being parsed, the next is already asked for: its
 * token stands at the beginning of the body. At most two pages are in memory.
 */
export async function* listPages(source: PageSource): AsyncGenerator<PageStep, void, undefined> {
  const ended = new AbortController();
  const signal = AbortSignal.any([source.context.signal, ended.signal]);
  const own: PageSource = {
    ...source,
    context: { signal, clock: source.context.clock, countCall: () => source.context.countCall() },
  };
  let page: PageInFlight | null = startPage(own, null);
  try {
    while (page !== null) {
      const ahead: Promise<{ token: string; page: PageInFlight } | null> = page.early.then((token) =>
        own.ahead && typeof token === 'string' ? { token, page: startPage(own, token) } : null,
      );
      let next: string | null = null;
      const confirm = (token: string | null): void => {
        next = token;
      };
      yield { answer: await page.answer, confirm };
      const started = await ahead;
      if (next === null) page = null;
      else page = started?.token === next ? started.page : startPage(own, next);
    }
  } finally {
    ended.abort(new DOMException('list ended', 'AbortError'));
  }
}
