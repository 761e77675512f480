/** How far {@link escapeForTerminal} goes. */
export interface EscapeOptions {
  /** The most UTF-16 units to keep; the rest becomes an ellipsis. 4000 unless stated. */
  readonly maximum?: number;
  /** Whether our own marks (`…`, `→`, `×`, quotes and dashes) may stay; ASCII takes their place otherwise. True unless stated. */
  readonly unicode?: boolean;
}

const defaultMaximum = 4000;
/** Marks that our own texts use, in the words of a terminal that draws only ASCII. Names keep what they have. */
const asciiMarks: Readonly<Record<string, string>> = {
  ...{ '…': '...', '→': '->', '×': 'x', '·': '-', '–': '-', '—': '-', '‘': "'", '’': "'", '“': '"', '”': '"' },
};
const marks = /[…→×·–—‘’“”]/g;
const printableAscii = /^[\x20-\x7e]*$/;

/**
 * Everything that moves the cursor, reorders text or takes no room: controls, line and paragraph separators, surrogates
 * without a partner, bidirectional marks (UAX 9) and every default-ignorable code point except the variation selectors
 * that ordinary emoji carry. The nested class stands first: JavaScriptCore refuses one after a range.
 */
const unsafe = /[[\p{Default_Ignorable_Code_Point}--[\ufe0e\ufe0f]]\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\ufff9-\ufffb]/gv;
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/**
 * Makes a text from elsewhere safe to print: what a terminal would obey or hide is written out (`\x1b`, `\n`, `\u202e`),
 * and the length is bounded. Escaping twice changes nothing.
 */
export function escapeForTerminal(text: string, options: EscapeOptions = {}): string {
  const maximum = options.maximum ?? defaultMaximum;
  const unicode = options.unicode ?? true;
  const cutText = text.length <= maximum ? text : cut(text, maximum, unicode);
  const bounded = unicode ? cutText : cutText.replace(marks, (mark) => asciiMarks[mark] ?? '?');
  if (printableAscii.test(bounded)) return bounded;
  return bounded.replace(unsafe, toVisible).replace(stackedMarks, '$1');
}

function cut(text: string, maximum: number, unicode: boolean): string {
  const ellipsis = unicode ? '…' : '...';
  const kept = text.slice(0, Math.max(0, maximum - ellipsis.length));
  const last = kept.charCodeAt(kept.length - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return (splitsPair ? kept.slice(0, -1) : kept) + ellipsis;
}

function toVisible(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
  if (point < 0x10000) return `\\u${point.toString(16).padStart(4, '0')}`;
  return `\\u{${point.toString(16)}}`;
}
