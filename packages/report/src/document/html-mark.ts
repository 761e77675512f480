import type { Mark } from './document.ts';
import { markSymbol } from './mark.ts';

/** A mark as a coloured symbol; the words beside it say the same. */
export function htmlMark(one: Mark): string {
  return `<span class="${one}" aria-hidden="true">${markSymbol(one, true)}</span>`;
}
