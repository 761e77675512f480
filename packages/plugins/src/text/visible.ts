/** Escapes, bells and what turns the direction of a line: nothing of it may reach a terminal. Tab and line feed are for the caller. */
const controls: RegExp =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function toVisible(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
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
