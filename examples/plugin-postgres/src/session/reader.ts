import type { ActionContext, Evidence, UnknownReason } from '@cloudops/spec';
import { reasonOf } from './reason.ts';
import type { OpenSession, Question, Row, Session } from './session.ts';

/** What a read needs of an action's context. */
export type ReaderContext = Pick<ActionContext, 'signal' | 'clock' | 'target' | 'countCall'>;

/** Asks the server, over one connection, one question at a time: a server that is short of connections is not made shorter. */
export interface Reader {
  /** @param what such as `sessions`; for messages. */
  read(question: Question, what: string, context: ReaderContext): Promise<Evidence<readonly Row[]>>;
  close(): Promise<void>;
}

/** Who cannot connect is not asked again for this long, so that each of a run's steps does not wait for its own time-out. */
const rememberFailureMs = 5000;

/** Waits for a turn, or until the signal aborts. */
async function wait(turn: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  const abort = (): void => aborted.resolve();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  await Promise.race([turn, aborted.promise]);
  signal.removeEventListener('abort', abort);
}

/** Keeps one connection, and opens another when it was lost. */
function createConnection(open: OpenSession): {
  connect(context: ReaderContext): Promise<Session | UnknownReason>;
  close(): Promise<void>;
} {
  let session: Session | null = null;
  let failure: { readonly reason: UnknownReason; readonly at: number } | null = null;
  return {
    async connect({ signal, clock, target }) {
      if (session?.isOpen() === true) return session;
      if (failure !== null && clock.now() - failure.at < rememberFailureMs) return failure.reason;
      try {
        session = await open(signal);
        failure = null;
        return session;
      } catch (error) {
        const reason = reasonOf(error, `connect to ${target.name}`, signal);
        // An interrupt says nothing about the server.
        if (!signal.aborted) failure = { reason, at: clock.now() };
        return reason;
      }
    },
    async close() {
      const opened = session;
      session = null;
      await opened?.end();
    },
  };
}

/** Makes a {@link Reader}. Nothing is opened before the first read. */
export function createReader(open: OpenSession): Reader {
  const connection = createConnection(open);
  let queue: Promise<unknown> = Promise.resolve();

  async function readNow(question: Question, what: string, context: ReaderContext): Promise<Evidence<readonly Row[]>> {
    const { signal, target, countCall } = context;
    const told = `read ${what} of ${target.name}`;
    // Somebody else's question may still be on the connection.
    if (signal.aborted) return { status: 'unknown', reason: reasonOf(signal.reason, told, signal) };
    const connected = await connection.connect(context);
    if ('kind' in connected) return { status: 'unknown', reason: connected };
    try {
      countCall();
      return { status: 'present', output: await connected.ask(question, signal) };
    } catch (error) {
      return { status: 'unknown', reason: reasonOf(error, told, signal) };
    }
  }

  return {
    async read(question, what, context) {
      const turn = queue;
      const done = Promise.withResolvers<void>();
      queue = Promise.all([turn, done.promise]);
      await wait(turn, context.signal);
      return readNow(question, what, context).finally(done.resolve);
    },
    close: connection.close,
  };
}
