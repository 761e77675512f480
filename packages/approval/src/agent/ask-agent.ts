import { connect, type Socket } from 'node:net';
import { approvalError } from '../errors.ts';
import { sshUint32 } from '../key/ssh-wire.ts';

/** The most bytes of an answer; OpenSSH's own limit is the same. */
const maximumBytes = 256 * 1024;

/** One question to an SSH agent. */
export interface AgentQuestion {
  readonly socketPath: string;
  /** The message, its type first, without its length. */
  readonly message: Uint8Array;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Sends one message to an SSH agent and reads its answer, type first.
 * Source: https://datatracker.ietf.org/doc/draft-ietf-sshm-ssh-agent/ (section 3)
 * @throws `APPROVAL_AGENT_UNREACHABLE` when nobody answers in time, `APPROVAL_AGENT_INVALID` when the answer is too large or cut off; the signal's reason.
 */
export async function askAgent(question: AgentQuestion): Promise<Buffer> {
  const { signal } = question;
  signal?.throwIfAborted();
  const limit = AbortSignal.timeout(question.timeoutMs);
  try {
    return await exchange(question, signal === undefined ? limit : AbortSignal.any([signal, limit]));
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof AnswerFlaw) throw agentInvalid(question.socketPath, cause.why);
    const why = limit.aborted ? `did not answer within ${question.timeoutMs} ms` : 'cannot be reached';
    throw approvalError({
      code: 'APPROVAL_AGENT_UNREACHABLE',
      message: `The SSH agent at ${question.socketPath} ${why}.`,
      nextSteps: ['Check that the agent runs and SSH_AUTH_SOCK names its socket: `ssh-add -l` lists its keys.'],
      cause,
    });
  }
}

/** The error for an agent that says what no agent should say. */
export function agentInvalid(socketPath: string, why: string): Error {
  return approvalError({
    code: 'APPROVAL_AGENT_INVALID',
    message: `The SSH agent at ${socketPath} gave an answer that cannot be used: ${why}.`,
    nextSteps: ['Check that SSH_AUTH_SOCK names the socket of an SSH agent.', 'Sign with a key file instead.'],
  });
}

class AnswerFlaw {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

function exchange(question: AgentQuestion, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ path: question.socketPath });
    let received = Buffer.alloc(0);
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = (): void => finish(() => reject(signal.reason));
    signal.addEventListener('abort', onAbort);
    socket.on('error', (cause) => finish(() => reject(cause)));
    socket.on('end', () => finish(() => reject(new AnswerFlaw('it was cut off'))));
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const expected = received.length < 4 ? undefined : received.readUInt32BE(0);
      if (expected === undefined) return;
      if (expected === 0 || expected > maximumBytes) finish(() => reject(new AnswerFlaw('it has no sensible length')));
      else if (received.length > expected + 4) finish(() => reject(new AnswerFlaw('it is longer than it says')));
      else if (received.length === expected + 4) finish(() => resolve(received.subarray(4)));
    });
    socket.write(Buffer.concat([sshUint32(question.message.length), question.message]));
  });
}
