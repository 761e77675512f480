const shown = '[secret]';

/**
 * A key that shows itself only to who asks for it outright. Printed, logged, inspected or serialised it is
 * `[secret]`. Never to be stored or put into a message.
 */
export class Secret {
  // Private to the language, so that `inspect` does not show it either.
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The key itself, for the header that it travels in. */
  reveal(): string {
    return this.#value;
  }

  /** A text with every occurrence of the key taken out. */
  scrub(text: string): string {
    return text.replaceAll(this.#value, shown);
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }
}
