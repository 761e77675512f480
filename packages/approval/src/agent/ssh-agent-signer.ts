import { approvalError } from '../errors.ts';
import { type PublicKey, parsePublicKey } from '../key/public-key.ts';
import type { Signer } from '../signer/signer.ts';
import { agentInvalid, askAgent } from './ask-agent.ts';
import { type AgentAnswer, type AgentKey, listMessage, readKeys, readSignature, signMessage } from './messages.ts';

/** How an SSH agent is asked. */
export interface SshAgentOptions {
  /** The agent's Unix socket, as SSH_AUTH_SOCK names it. */
  readonly socketPath: string;
  /** Which of its keys, as a line `ssh-ed25519 AAAA…` or by its id `SHA256:…`; may be left out where it has one Ed25519 key only. */
  readonly publicKey?: string;
  /** Milliseconds for one answer; agents may ask the user, or wait for a touch. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * A signer whose key is in an SSH agent and never leaves it: the way for keys with a passphrase.
 * @throws `APPROVAL_KEY_AMBIGUOUS` when it has several Ed25519 keys and none is named (the error lists them),
 * `APPROVAL_KEY_NOT_FOUND`, `APPROVAL_KEY_INVALID`, `APPROVAL_AGENT_UNREACHABLE`, `APPROVAL_AGENT_INVALID`, `APPROVAL_AGENT_REFUSED`.
 */
export async function createSshAgentSigner(options: SshAgentOptions): Promise<Signer> {
  const { socketPath, timeoutMs, signal } = options;
  const answer = await askAgent({
    socketPath,
    timeoutMs,
    message: listMessage,
    ...(signal === undefined ? {} : { signal }),
  });
  const key = choose(expectAnswer(readKeys(answer), socketPath), options);
  return {
    keyId: key.keyId,
    publicKey: key.line,
    async sign(bytes, signing) {
      const signed = await askAgent({ socketPath, timeoutMs, message: signMessage(key, bytes), signal: signing });
      return expectAnswer(readSignature(signed), socketPath);
    },
  };
}

function expectAnswer<Value>(answer: AgentAnswer<Value>, socketPath: string): Value {
  if (answer.kind === 'answered') return answer.value;
  if (answer.kind === 'invalid') throw agentInvalid(socketPath, answer.why);
  throw approvalError({
    code: 'APPROVAL_AGENT_REFUSED',
    message: `The SSH agent at ${socketPath} refused.`,
    nextSteps: [
      'If it is locked, unlock it with `ssh-add -X`; if it asks to confirm, or for a touch, answer it; then try again.',
    ],
  });
}

function choose(keys: readonly AgentKey[], options: SshAgentOptions): PublicKey {
  const wanted = options.publicKey === undefined ? undefined : keyIdOf(options.publicKey);
  const fitting = keys.filter(({ key }) => wanted === undefined || key.keyId === wanted);
  const distinct = new Map(fitting.map((entry) => [entry.key.keyId, entry]));
  const [first, ...others] = distinct.values();
  if (first !== undefined && others.length === 0) return first.key;
  if (first === undefined) {
    throw approvalError({
      code: 'APPROVAL_KEY_NOT_FOUND',
      message: `The SSH agent at ${options.socketPath} has ${wanted === undefined ? 'no Ed25519 key' : `no key ${wanted}`}.`,
      nextSteps: [
        'Add your key to it with `ssh-add`; only Ed25519 keys count (`ssh-keygen -t ed25519`).',
        ...describe(keys),
      ],
    });
  }
  throw approvalError({
    code: 'APPROVAL_KEY_AMBIGUOUS',
    message: `The SSH agent at ${options.socketPath} has ${distinct.size} Ed25519 keys, and it was not said which one is to sign.`,
    nextSteps: ['Name one of its keys.', ...describe([...distinct.values()])],
  });
}

function keyIdOf(text: string): string {
  return /^SHA256:[A-Za-z0-9+/]{43}$/.test(text) ? text : parsePublicKey(text).keyId;
}

function describe(keys: readonly AgentKey[]): readonly string[] {
  // A comment is whatever somebody wrote into a key: never an escape for the terminal.
  const lines = keys.map(({ key, comment }) => `${key.keyId} ${comment.replaceAll(/\p{C}/gu, '').slice(0, 80)}`.trim());
  return lines.sort().slice(0, 20);
}
