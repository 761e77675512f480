/** Text from a server, made safe and short for a sentence: one line, no control or direction characters. */
export function printable(text: string, longest = 200): string {
  const plain = text
    .slice(0, longest * 4)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}

/** Orders text by code units, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
