import { approvalError } from '../errors.ts';
import { createPemSigner } from '../key/private-key.ts';
import { readCommand } from './read-command.ts';
import type { Signer } from './signer.ts';

/** How a command is run that prints a private key. */
export interface CommandSignerOptions {
  /** The program and its arguments; no shell reads them. Such as `['secret-tool', 'lookup', 'service', 'cloudops']`. */
  readonly command: readonly string[];
  /** Milliseconds that it may take, questions to the user included; 60,000 unless stated. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * A signer whose private key (PEM) a command prints to its standard output, such as one that asks a keychain or a vault. It
 * is run once; the key is kept in memory, and written nowhere.
 * @throws `APPROVAL_COMMAND_FAILED` when it cannot be run, fails, prints too much or takes too long; `APPROVAL_KEY_INVALID`, `APPROVAL_KEY_ENCRYPTED`.
 */
export async function createCommandSigner(options: CommandSignerOptions): Promise<Signer> {
  const { command, timeoutMs = 60_000, signal } = options;
  signal?.throwIfAborted();
  const output = await readCommand({ command, timeoutMs, ...(signal === undefined ? {} : { signal }) });
  if (output.kind === 'printed') {
    const pem = output.bytes.toString('utf8');
    output.bytes.fill(0);
    return createPemSigner(pem, { source: `The key that ${JSON.stringify(command[0])} prints` });
  }
  signal?.throwIfAborted();
  throw approvalError({
    code: 'APPROVAL_COMMAND_FAILED',
    message: `The command ${JSON.stringify(command[0] ?? '')}, which is to print the key, failed: ${output.why}.`,
    nextSteps: [
      'Run the command by hand: it must print the private key (PEM), and nothing else, to its standard output.',
    ],
    ...(output.cause === undefined ? {} : { cause: output.cause }),
  });
}
