/** One question: SQL with its values, never with a value in its text. */
export interface Question {
  readonly text: string;
  readonly values?: readonly (string | number)[];
}

/** A row as the driver returns it. */
export type Row = Readonly<Record<string, unknown>>;

/** A connection to the server; the seam under all reads. */
export interface Session {
  /** Asks in one read-only transaction. @throws what the driver throws, or the signal's reason. */
  ask(question: Question, signal: AbortSignal): Promise<readonly Row[]>;
  /** Whether it can be asked again. */
  isOpen(): boolean;
  /** Ends it; never throws. */
  end(): Promise<void>;
}

/** Opens a connection. @throws what the driver throws, or the signal's reason. */
export type OpenSession = (signal: AbortSignal) => Promise<Session>;
