/** What a file's name may take from a run. */
export interface NameParts {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly run: string;
}

/** A name with `{date}` and `{run}` filled in. Whatever they hold, they add no folder to it. */
export function toPlainName(pattern: string, { date, run }: NameParts): string {
  return pattern.replaceAll('{date}', () => toPart(date)).replaceAll('{run}', () => toPart(run));
}

function toPart(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 80);
}
