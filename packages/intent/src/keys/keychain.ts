import type { KeySource } from './key-source.ts';
import type { KeyAnswer } from './read-key.ts';

/** Reads the keychain of the operating system. Its binding is loaded with the first use, and may not exist here. */
export async function readKeyFromKeychain(
  { service, account }: Extract<KeySource, { kind: 'keychain' }>,
  signal: AbortSignal,
): Promise<KeyAnswer> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    const text = await orAborted(new AsyncEntry(service, account).getPassword(signal), signal);
    return text === null || text === undefined ? { kind: 'missing', why: 'no such entry' } : { kind: 'found', text };
  } catch {
    return { kind: 'missing', why: signal.aborted ? 'it did not answer in time' : 'no keychain can be read here' };
  }
}

/** A keychain that asks its user to unlock it may ignore the signal. */
function orAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
