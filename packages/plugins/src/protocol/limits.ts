/** Bounds on what a plugin's process may use before it is ended. */
export interface PluginLimits {
  /** Bytes of one message. */
  readonly messageBytes: number;
  /** MiB of V8's heap. */
  readonly heapMebibytes: number;
  /** Bytes of resident memory, buffers included. */
  readonly residentBytes: number;
  /** Bytes that it may print to its standard output and error together. */
  readonly printedBytes: number;
  /** How often one call may tell of its progress. */
  readonly notices: number;
  /** How many requests one call may count. */
  readonly counted: number;
  /** Messages between one answer and the next. */
  readonly messages: number;
  /** Sleeps, requests and parts of answers that are waited for at once. */
  readonly asks: number;
  /** Bytes of one answer's body. */
  readonly bodyBytes: number;
  /** Bytes of a command's answer. */
  readonly answerBytes: number;
  /** Milliseconds from an abort to the kill. */
  readonly graceMs: number;
  /** Milliseconds for what has no signal: loading a module, naming targets, closing. */
  readonly loadMs: number;
  readonly targetsMs: number;
  readonly closeMs: number;
}

/** The bounds where none are stated. */
export const defaultLimits: PluginLimits = {
  messageBytes: 64 * 1024 * 1024,
  heapMebibytes: 512,
  residentBytes: 1024 * 1024 * 1024,
  printedBytes: 8 * 1024 * 1024,
  notices: 100_000,
  counted: 1_000_000,
  messages: 20_000,
  asks: 256,
  bodyBytes: 64 * 1024 * 1024,
  answerBytes: 64 * 1024 * 1024,
  graceMs: 2_000,
  loadMs: 15_000,
  targetsMs: 10_000,
  closeMs: 2_000,
};
