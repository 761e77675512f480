import { isSecretNeighbour, isValueField } from './named-value.ts';
import { isPageToken } from './page-token.ts';
import { redactUnder } from './redacted.ts';
import { isHarmlessValue, isOpaqueSecret, isSecretKey } from './secret-key.ts';
import { escapeXml, unescapeXml } from './xml-text.ts';
import { readXmlTokens, type XmlToken } from './xml-tokens.ts';

interface Element {
  readonly name: string;
  /** Whether all within is secret: `userData` wraps its text in `value`. */
  readonly isOpaque: boolean;
  /** Whether a child names the others as secret. */
  hasSecretNeighbour: boolean;
  /** Where in the output texts stand that such a child makes secret. */
  readonly values: { readonly index: number; readonly secret: string }[];
}

/** A service's own page token stands in the answer, or in the result within it. */
const deepestPageToken = 3;

/** Items of a list have the name of their list. */
const itemNames: ReadonlySet<string> = new Set(['item', 'member', 'value', 'entry']);

const attribute: RegExp = /([\w:.-]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

/** What stands for a secret of an element. A figure stays one, since a client may have to read it as such. */
function redactText(name: string, text: string): string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? '0' : redactUnder(name, text);
}

class XmlScrubber {
  readonly #scrubText: (text: string) => string;
  readonly #output: string[] = [];
  readonly #open: Element[] = [];
  readonly #names = new Map<string, number>();

  constructor(scrubText: (text: string) => string) {
    this.#scrubText = scrubText;
  }

  read(token: XmlToken): void {
    if (token.kind === 'text' || token.kind === 'cdata') this.#readText(token);
    else if (token.kind === 'other') this.#readOther(token.raw);
    else this.#readTag(token);
  }

  finish(): string {
    while (this.#open.length > 0) this.#end();
    return this.#output.join('');
  }

  /** A comment that holds a secret goes as a whole: it may not hold what stands for one. */
  #readOther(raw: string): void {
    this.#output.push(raw.startsWith('<?') || this.#scrubText(raw.slice(4, -3)) === raw.slice(4, -3) ? raw : '<!---->');
  }

  #readTag({ kind, raw, name }: XmlToken): void {
    if (kind === 'close') this.#close(name);
    this.#output.push(kind === 'close' ? raw : this.#scrubTag(raw));
    if (kind === 'open') this.#begin(name);
  }

  #begin(name: string): void {
    const isOpaque = this.#open.at(-1)?.isOpaque === true || isOpaqueSecret(name);
    this.#open.push({ name, isOpaque, hasSecretNeighbour: false, values: [] });
    this.#names.set(name, (this.#names.get(name) ?? 0) + 1);
  }

  /** Ends what was left open within; an end without a beginning is none. */
  #close(name: string): void {
    if ((this.#names.get(name) ?? 0) === 0) return;
    while (this.#end() !== name);
  }

  #end(): string {
    const element = this.#open.pop();
    if (element === undefined) return '';
    this.#names.set(element.name, (this.#names.get(element.name) ?? 1) - 1);
    if (element.hasSecretNeighbour) for (const { index, secret } of element.values) this.#output[index] = secret;
    return element.name;
  }

  #scrubTag(raw: string): string {
    return raw.replace(attribute, (whole: string, name: string, separator: string, quoted: string) => {
      const text = unescapeXml(quoted.slice(1, -1));
      const isSecret = isSecretKey(name) && !isHarmlessValue(text);
      const clean = isSecret ? redactText(name, text) : this.#scrubText(text);
      return clean === text ? whole : `${name}${separator}"${escapeXml(clean)}"`;
    });
  }

  #readText({ kind, raw }: XmlToken): void {
    const isData = kind === 'cdata';
    const text = isData ? raw.slice('<![CDATA['.length, -']]>'.length) : unescapeXml(raw);
    const write = (clean: string): string => {
      if (clean === text) return raw;
      return isData ? `<![CDATA[${clean.replaceAll(']]>', '')}]]>` : escapeXml(clean);
    };
    const element = this.#open.at(-1);
    if (element === undefined || text.trim() === '') {
      this.#output.push(text.trim() === '' ? raw : write(this.#scrubText(text)));
      return;
    }
    const secret = isHarmlessValue(text.trim()) ? raw : write(redactText(element.name, text));
    const isSecret = element.isOpaque || this.#isSecretElement(element.name);
    this.#noteForParent(element.name, text.trim(), secret);
    this.#output.push(isSecret ? secret : this.#isPageToken(element.name) ? raw : write(this.#scrubText(text)));
  }

  #noteForParent(name: string, text: string, secret: string): void {
    const parent = this.#open.at(-2);
    if (parent === undefined) return;
    if (isSecretNeighbour(name, text)) parent.hasSecretNeighbour = true;
    if (isValueField(name)) parent.values.push({ index: this.#output.length, secret });
  }

  #isPageToken(name: string): boolean {
    return this.#open.length <= deepestPageToken && isPageToken(name);
  }

  #isSecretElement(name: string): boolean {
    if (this.#isPageToken(name)) return false;
    const parent = this.#open.at(-2);
    return isSecretKey(name) || (parent !== undefined && itemNames.has(name.toLowerCase()) && isSecretKey(parent.name));
  }
}

/**
 * Redacts the secrets in XML, which stays XML of the same elements: by the names of elements and attributes, by a name
 * beside a value, and by the form of a text. A document may be cut off or wrong.
 * @param scrubText for texts that no name makes secret.
 */
export function scrubXml(document: string, scrubText: (text: string) => string): string {
  const scrubber = new XmlScrubber(scrubText);
  for (const token of readXmlTokens(document)) scrubber.read(token);
  return scrubber.finish();
}
