import { printable } from './printable.ts';

/** `1 alert`, `2 alerts`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
}

/** At most `most` names, then how many more. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names
    .slice(0, most)
    .map((name) => printable(name, 120))
    .join(', ');
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
