/** Makes text fit for a message: names come from clouds and files, and may hold terminal escapes or be huge. */
export function printable(text: string): string {
  const clean = text
    .trim()
    .replace(/\s*[\r\n]\s*/g, '; ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}

/** As {@link printable}; where a letter could pass for another one, with its code points beside it. */
export function spelled(name: string): string {
  const shown = printable(name);
  if (!/[^ -~]/.test(shown)) return shown;
  const letters = [...shown].map((letter) =>
    /^[ -~]$/.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`,
  );
  return `${shown} (${letters.join('')})`;
}
