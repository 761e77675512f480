import { isPageToken } from './page-token.ts';
import { redacted } from './redacted.ts';
import { isForm, scrubForm } from './scrub-form.ts';
import { scrubJson, scrubString } from './scrub-json.ts';
import { scrubBlobs, scrubText } from './scrub-text.ts';
import { scrubXml } from './scrub-xml.ts';
import { isXml } from './xml-tokens.ts';

/** What a request's path says about the objects in its answer, for those that do not say it themselves. */
function assumeKind(path: string): string {
  const plural = /\/(secrets|configmaps)(?:[/?]|$)/.exec(path)?.[1];
  if (plural === undefined) return '';
  return plural === 'secrets' ? 'Secret' : 'ConfigMap';
}

type Parsed = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'text' };

function parse(text: string): Parsed {
  if (!/^\s*[{[]/.test(text)) return { kind: 'text' };
  try {
    return { kind: 'json', value: JSON.parse(text) };
  } catch {
    return { kind: 'text' };
  }
}

/** Lines of JSON are scrubbed as such; what stands between them together, since a PEM block spans several lines. */
function scrubLines(body: string, assumedKind: string): string {
  const clean: string[] = [];
  let plain: string[] = [];
  const flush = (): void => {
    if (plain.length > 0) clean.push(scrubText(plain.join('\n')));
    plain = [];
  };
  for (const line of body.split('\n')) {
    const parsed = parse(line);
    if (parsed.kind === 'text') {
      plain.push(line);
      continue;
    }
    flush();
    clean.push(JSON.stringify(scrubJson(parsed.value, assumedKind)));
  }
  flush();
  return scrubBlobs(clean.join('\n'));
}

/** Puts back an answer's own page token, which is opaque and needed to ask for the next page. */
function keepPageTokens(clean: unknown, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return clean;
  const tokens = Object.entries(value).filter(([key, token]) => isPageToken(key) && typeof token === 'string');
  return tokens.length === 0 ? clean : { ...(clean as object), ...Object.fromEntries(tokens) };
}

function scrubParsed(body: string, assumedKind: string): string {
  const parsed = parse(body);
  if (parsed.kind === 'json') {
    return JSON.stringify(keepPageTokens(scrubJson(parsed.value, assumedKind), parsed.value));
  }
  if (isForm(body)) return scrubForm(body, scrubString);
  return isXml(body) ? scrubXml(body, scrubString) : scrubLines(body, assumedKind);
}

/**
 * Redacts the secrets in a body. JSON stays JSON of the same shape, XML stays XML; logs, metrics and streams of JSON lines are
 * scrubbed line by line.
 * @param path the request's path, which tells the kind of what has none.
 */
export function scrubBody(body: string, path: string): string {
  if (body === '') return body;
  try {
    return scrubParsed(body, assumeKind(path));
  } catch {
    // Nested too deep to walk: what cannot be searched is not kept.
    return JSON.stringify(redacted);
  }
}

/** The token that continues a list is opaque and needed to ask for the next page. */
function scrubParameter(parameter: string): string {
  const split = parameter.indexOf('=');
  const name = parameter.slice(0, Math.max(split, 0));
  if (name !== 'continue' && !isPageToken(name)) return scrubText(parameter);
  // A recording of an earlier version shows it redacted and bare; a client encodes it.
  return parameter.slice(split + 1) === redacted ? `${name}=${encodeURIComponent(redacted)}` : parameter;
}

/** Redacts secrets in a path's query, such as a token that a proxy takes there. The path itself holds names. */
export function scrubPath(path: string): string {
  const start = path.indexOf('?');
  if (start === -1) return scrubText(path);
  const query = path
    .slice(start + 1)
    .split('&')
    .map(scrubParameter)
    .join('&');
  return `${scrubText(path.slice(0, start))}?${query}`;
}
