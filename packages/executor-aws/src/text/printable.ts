/** Text from AWS or a process, made safe and short for a message: one line, no control characters. */
export function printable(text: string, longest = 300): string {
  const plain = text
    .slice(0, longest * 4)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g, ' ')
    .trim();
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}
