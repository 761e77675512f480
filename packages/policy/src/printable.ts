/** Makes text fit for a message: names come from clouds and files, and may hold terminal escapes or be huge. */
export function printable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}
