import type { CredentialLifetime } from './credential-lifetime.ts';
import type { Credentials } from './credentials.ts';
import { untilAborted } from './until-aborted.ts';

/** Reads credentials once for all requests: again when they are stale, once more when the server refuses them. */
export class CredentialKeeper {
  readonly #read: () => Promise<Credentials>;
  readonly #now: () => number;
  #reading: Promise<Credentials> | null = null;
  /** Null while they are being read. */
  #latest: Credentials | null = null;
  /** Those that were read because others were refused. */
  #secondChance: Credentials | null = null;
  #useless = false;

  constructor(read: () => Promise<Credentials>, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** What to sign the next request with. A failure to read them is remembered. */
  async current(signal: AbortSignal): Promise<Credentials> {
    const credentials = await untilAborted(this.#reading ?? this.#begin(this.#start()), signal);
    if (credentials.staleAt === null || this.#now() < credentials.staleAt) return credentials;
    const newer = this.#latest === credentials ? this.#begin(this.#start()) : this.#reading;
    return newer === null ? credentials : untilAborted(newer, signal);
  }

  /** How long the latest ones live; unknown before the first request. */
  lifetime(): CredentialLifetime {
    return this.#latest?.lifetime ?? 'unknown';
  }

  /**
   * Takes note of a 401.
   * @returns whether {@link current} gives others now. As client-go, a credential that was revoked or rotated early is
   * read once more; when that one is refused too, no further reading helps and none is tried again.
   */
  refused(used: Credentials): boolean {
    if (used === this.#secondChance) this.#useless = true;
    if (this.#useless || !used.renewable) return false;
    if (this.#latest === used) this.#begin(this.#startSecondChance());
    return true;
  }

  #begin(reading: Promise<Credentials>): Promise<Credentials> {
    // Whoever began it may be interrupted before waiting for it; whoever waits still sees the failure.
    reading.catch(() => undefined);
    this.#reading = reading;
    return reading;
  }

  async #start(): Promise<Credentials> {
    this.#latest = null;
    const credentials = await this.#read();
    this.#latest = credentials;
    return credentials;
  }

  async #startSecondChance(): Promise<Credentials> {
    const credentials = await this.#start();
    this.#secondChance = credentials;
    return credentials;
  }
}
