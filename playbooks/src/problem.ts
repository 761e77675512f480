/** Something wrong in a playbook file, where a person finds it. */
export interface PlaybookProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units, as editors count. */
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

/** One line: `file:line:column: message (hint)`. */
export function formatProblem(problem: PlaybookProblem): string {
  const { file, line, column, message, hint } = problem;
  return `${file}:${line}:${column}: ${message}${hint === '' ? '' : ` (${hint})`}`;
}

/** Orders problems by file, then place, then text. */
export function compareProblems(left: PlaybookProblem, right: PlaybookProblem): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  if (left.line !== right.line) return left.line - right.line;
  if (left.column !== right.column) return left.column - right.column;
  return left.message < right.message ? -1 : 1;
}
