/** Rows as aligned columns, two spaces apart, without trailing space; a line feed after each. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

/** A share as `93.5 %`; `–` for none. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(1)} %`;
}

/**
 * Text of a question on one line, cut to so many characters. Attacks hold terminal escapes and invisible characters:
 * whatever is not visible is shown by its code.
 */
export function printable(text: string, length: number): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    return character === '\n' ? '⏎' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  const characters = [...line];
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`;
}
