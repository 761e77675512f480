import type { Saying } from './signature.ts';

/** What one line says; null when it does not fit. */
export type Reader = (line: string) => Saying | null;

/** Makes a reader of patterns whose first group that took part is the wanted text. */
export function reader(patterns: readonly RegExp[], make: (found: string, line: string) => Saying | null): Reader {
  return (line) => {
    for (const pattern of patterns) {
      const match = pattern.exec(line);
      if (match !== null) return make(match.slice(1).find((group) => group !== undefined) ?? '', line);
    }
    return null;
  };
}

/** The first absolute path in a line; empty without one. */
export function pathIn(line: string): string {
  return /(?:^|[\s'"`:=([])(\/[\w.@%+~/-]{1,300}[\w/])/.exec(line)?.[1] ?? '';
}

/** The host of the first URL in a line; empty without one. */
export function hostIn(line: string): string {
  return /https?:\/\/([\w.-]{1,253})/.exec(line)?.[1] ?? '';
}

/** Null for what is no port. */
export function portOf(text: string): number | null {
  const port = Number(text);
  return text !== '' && port > 0 && port < 65_536 ? port : null;
}
