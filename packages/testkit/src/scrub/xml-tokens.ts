/** One piece of an XML document; `raw` of all of them together is the document. */
export interface XmlToken {
  readonly kind: 'open' | 'close' | 'empty' | 'text' | 'cdata' | 'other';
  readonly raw: string;
  /** Of an element, without its namespace; empty for the rest. */
  readonly name: string;
}

/** No `<` may stand in an attribute, which keeps this in proportion to the text. */
const tag: RegExp = /<(\/?)([A-Za-z_][\w:.-]*)(?:"[^"<]*"|'[^'<]*'|[^<>"'])*>/y;

const brackets: readonly (readonly [string, string, XmlToken['kind']])[] = [
  ['<![CDATA[', ']]>', 'cdata'],
  ['<!--', '-->', 'other'],
  ['<?', '?>', 'other'],
];

/** Whether a text begins as XML does. */
export function isXml(text: string): boolean {
  return /^\s*<(?:\?xml\b|!--|[A-Za-z_])/.test(text);
}

function readBracket(text: string, at: number): XmlToken | null {
  for (const [start, end, kind] of brackets) {
    if (!text.startsWith(start, at)) continue;
    const found = text.indexOf(end, at + start.length);
    // What was cut off is text, to be scrubbed as such, all of it.
    return found === -1
      ? { kind: 'text', raw: text.slice(at), name: '' }
      : { kind, raw: text.slice(at, found + end.length), name: '' };
  }
  return null;
}

function readTag(text: string, at: number): XmlToken | null {
  tag.lastIndex = at;
  const match = tag.exec(text);
  if (match === null) return null;
  const [raw, slash, name = ''] = match;
  const kind = slash === '/' ? 'close' : raw.endsWith('/>') ? 'empty' : 'open';
  return { kind, raw, name: name.replace(/^.*:/, '') };
}

function readText(text: string, at: number): XmlToken {
  const next = text.indexOf('<', at + 1);
  return { kind: 'text', raw: text.slice(at, next === -1 ? text.length : next), name: '' };
}

/** Splits a document, whatever is wrong with it: what is no tag is text. */
export function readXmlTokens(text: string): readonly XmlToken[] {
  const tokens: XmlToken[] = [];
  for (let at = 0; at < text.length; ) {
    const isMarkup = text.charAt(at) === '<';
    const token = (isMarkup ? (readBracket(text, at) ?? readTag(text, at)) : null) ?? readText(text, at);
    const last = tokens.at(-1);
    // Texts that stand side by side are one, or what is cut out of them would not be.
    if (last?.kind === 'text' && token.kind === 'text') {
      tokens[tokens.length - 1] = { ...last, raw: last.raw + token.raw };
    } else tokens.push(token);
    at += token.raw.length;
  }
  return tokens;
}
