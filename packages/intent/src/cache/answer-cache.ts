/**
 * Models' answers by the digest of all that led to them. What is kept is the answer as it came: when it is used again
 * it is checked again, so a file that somebody edited is worth no more than a model.
 */
export interface AnswerCache {
  /** @returns null when there is none, or the cache cannot be read. */
  get(key: string): string | null;
  /** Never fails: an answer that is not kept is asked for again. */
  set(key: string, answer: string): void;
  /** May be called twice. */
  close(): void;
}
