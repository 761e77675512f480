import { Buffer } from 'node:buffer';

/** One thing that keeps policies from loading, and where it stands. */
export interface PolicyProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  readonly message: string;
  /** What would be right, such as "did you mean `approvals`?"; null when Cedar offers nothing. */
  readonly help: string | null;
}

/** Turns an offset in UTF-8 bytes, as Cedar gives it, into line and column. */
export function toPosition(text: string, byteOffset: number): { line: number; column: number } {
  const before = Buffer.from(text, 'utf8').subarray(0, byteOffset).toString('utf8');
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: before.length - lineStart + 1 };
}

/** Orders problems by file, then place, then text. */
export function compareProblems(left: PolicyProblem, right: PolicyProblem): number {
  return (
    compareText(left.file, right.file) ||
    left.line - right.line ||
    left.column - right.column ||
    compareText(left.message, right.message)
  );
}

/** Orders text by UTF-16 units, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
