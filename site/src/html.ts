/** Markup that is safe to put into a page: made by {@link html}, or by the Markdown renderer, which lets no markup through. */
export interface Html {
  readonly markup: string;
}

/** What a template takes: text is escaped, markup is not, lists are joined, nothing is nothing. */
export type HtmlPart = string | number | Html | null | readonly HtmlPart[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in markup and in a quoted attribute; control characters, which no page shows, become visible. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Markup from a template; every value in it is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const markup = strings.map((text, index) => text + (index < parts.length ? toMarkup(parts[index] ?? null) : ''));
  return { markup: markup.join('') };
}

function toMarkup(part: HtmlPart): string {
  if (part === null) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  if ('markup' in part) return part.markup;
  return part.map(toMarkup).join('');
}

/** A text in which backticks mark code. */
export function withCode(text: string): Html {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** The other way round: what a reader sees of markup, on one line. */
export function textOf(markup: string): string {
  return markup
    .replaceAll('<wbr>', '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => Object.entries(entities).find(([, to]) => to === entity)?.[0] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}
