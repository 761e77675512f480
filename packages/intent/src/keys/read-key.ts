import { intentError } from '../errors.ts';
import { readKeyFromCommand } from './key-command.ts';
import { describeKeySource, type KeySource } from './key-source.ts';
import { readKeyFromKeychain } from './keychain.ts';
import { Secret } from './secret.ts';

/** What keys are read with. */
export interface KeyReading {
  readonly sources: readonly KeySource[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** For each source, in milliseconds; 10 seconds unless given. */
  readonly timeoutMs?: number;
}

/** A key as one source has it, or why not; the reason holds nothing that the source wrote. */
export type KeyAnswer =
  | { readonly kind: 'found'; readonly text: string }
  | { readonly kind: 'missing'; readonly why: string };

/**
 * The key of the first source that has one.
 * @throws CloudOpsError `KEY_MISSING` when none has, which says why for each; the signal's reason when it aborts.
 */
export async function readKey(reading: KeyReading): Promise<Secret> {
  const reasons: string[] = [];
  for (const source of reading.sources) {
    const answer = check(await readFrom(source, reading));
    reading.signal.throwIfAborted();
    if (answer.kind === 'found') return new Secret(answer.text);
    reasons.push(`${describeKeySource(source)}: ${answer.why}`);
  }
  throw intentError('KEY_MISSING', `No key for the model was found (${reasons.join('; ')}).`, [
    'Set the environment variable, store the key in the keychain, or configure a command that prints it.',
    'Or ask without a model: the local parser needs no key.',
  ]);
}

async function readFrom(source: KeySource, reading: KeyReading): Promise<KeyAnswer> {
  const signal = AbortSignal.any([reading.signal, AbortSignal.timeout(reading.timeoutMs ?? 10_000)]);
  switch (source.kind) {
    case 'environment': {
      const text = reading.environment[source.name];
      return text === undefined || text === '' ? { kind: 'missing', why: 'not set' } : { kind: 'found', text };
    }
    case 'keychain':
      return readKeyFromKeychain(source, signal);
    case 'command':
      return readKeyFromCommand(source.command, reading.environment, signal);
  }
}

/** A key travels in a header: one line of visible ASCII. Anything else is an error page or a prompt, not a key. */
function check(answer: KeyAnswer): KeyAnswer {
  if (answer.kind === 'missing') return answer;
  const text = answer.text.trim();
  if (/^[\x21-\x7e]{8,1000}$/.test(text)) return { kind: 'found', text };
  return { kind: 'missing', why: 'what it holds is no key (one line of 8 to 1000 visible characters)' };
}
