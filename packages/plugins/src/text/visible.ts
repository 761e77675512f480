/**
 * Escapes, bells, what turns the direction of a line, and what takes no room, in which words can hide: nothing of it may reach a terminal
 * or a model. Tab and line feed are for the caller; the variation selectors of emoji stay.
 */
const controls: RegExp =
  /[[\p{Default_Ignorable_Code_Point}--[\ufe0e\ufe0f]][\p{Cc}--[\t\n]]\p{Cs}\p{Zl}\p{Zp}\u061c\ufff9-\ufffb]/gv;

function toVisible(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16);
  return point.length > 4 ? `\\u{${point}}` : `\\u${point.padStart(4, '0')}`;
}

/** Makes the control characters of a text from a plugin visible; line feeds and tabs stay. */
export function toVisibleText(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(controls, toVisible);
}

/** The same in one line, cut to a length in characters. */
export function toVisibleLine(text: string, length: number): string {
  // Cut first: what was sent may be huge.
  const line = toVisibleText(text.slice(0, length * 2))
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

/** Whether a text that is to be shown in one line holds what a terminal would not print. */
export function isPrintable(text: string): boolean {
  controls.lastIndex = 0;
  return !controls.test(text) && !/[\t\n]/.test(text);
}
