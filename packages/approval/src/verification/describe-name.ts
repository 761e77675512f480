/** A name in quotes; where a letter could pass for another one, with its code points beside it. */
export function describeName(name: string): string {
  const spelled = [...name].map((letter) =>
    /^[ -~]$/.test(letter) ? letter : `\\u{${letter.codePointAt(0)?.toString(16)}}`,
  );
  return spelled.join('') === name ? `"${name}"` : `"${name}" (${spelled.join('')})`;
}
