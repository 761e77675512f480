import type { PlaybookInput, PlaybookInputFormat } from '@cloudops/spec';
import { Cidr } from '../expression/cidr.ts';
import { IpAddress } from '../expression/ip-address.ts';
import { createPattern } from '../pattern/pattern.ts';

/** What a text must look like, for a person who gave another. */
export interface TextForm {
  /** Such as `ports of 0 to 65535, separated by commas`. */
  readonly words: string;
  readonly example: string;
}

interface Format extends TextForm {
  fits(text: string): boolean;
}

/** Longer texts have no format; lists of a thousand networks are shorter. */
const longestText = 20_000;

const formats: Readonly<Record<PlaybookInputFormat, Format>> = {
  'cidr-list': {
    words: 'networks and addresses, separated by commas',
    example: '203.0.113.0/24,198.51.100.7',
    fits: everyPart((part) => Cidr.parse(part) !== undefined || IpAddress.parse(part) !== undefined),
  },
  'port-list': {
    words: 'ports of 0 to 65535, separated by commas',
    example: '80,443',
    fits: everyPart((part) => /^\d{1,5}$/.test(part) && Number(part) <= 65_535),
  },
  'account-list': {
    words: 'accounts of twelve digits, separated by commas',
    example: '111122223333,444455556666',
    fits: everyPart((part) => /^\d{12}$/.test(part)),
  },
  duration: {
    words: 'an ISO 8601 duration or interval',
    example: 'PT2H or 2026-11-09T10:00Z/2026-11-09T10:30Z',
    fits: isTimeSpan,
  },
  name: {
    words: 'a name in lower case letters, digits, - and ., with or without its kind',
    example: 'api or deployment/api',
    fits: isName,
  },
};

/** What a text is held against that it does not fit; null when it fits, or there is nothing to fit. */
export function misfit({ format, pattern, example }: PlaybookInput, text: string): TextForm | null {
  if (format !== undefined && !(text.length <= longestText && formats[format].fits(text))) return formats[format];
  if (pattern === undefined) return null;
  const outcome = createPattern(pattern);
  if (outcome.kind === 'pattern' && outcome.pattern.fits(text)) return null;
  return { words: `text that fits ${pattern}`, example: example ?? '' };
}

/** Blanks and empty parts are as lists are typed: `80, 443,`. */
function everyPart(fits: (part: string) => boolean): (text: string) => boolean {
  return (text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .every((part) => part === '' || fits(part));
}

const duration =
  /^P(?!$)(?:\d{1,6}Y)?(?:\d{1,6}M)?(?:\d{1,6}W)?(?:\d{1,6}D)?(?:T(?!$)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?$/;
const instant = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** A duration, or two parts of which at least one says when: https://en.wikipedia.org/wiki/ISO_8601#Time_intervals */
function isTimeSpan(text: string): boolean {
  if (duration.test(text)) return true;
  const [start = '', end = '', ...rest] = text.split('/');
  if (rest.length > 0) return false;
  return isInstant(start) ? isInstant(end) || duration.test(end) : duration.test(start) && isInstant(end);
}

/** Also a day that does not exist, such as 31 February, is none. */
function isInstant(text: string): boolean {
  const day = instant.exec(text)?.[1];
  if (day === undefined || Number.isNaN(Date.parse(text))) return false;
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

/** RFC 1123 subdomains: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
function isName(text: string): boolean {
  const slash = text.indexOf('/');
  const [kind, name] = slash < 0 ? ['pod', text] : [text.slice(0, slash), text.slice(slash + 1)];
  if (!/^[A-Za-z][A-Za-z0-9.-]{0,252}$/.test(kind) || name.length > 253) return false;
  return name.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,251}[a-z0-9])?$/.test(label));
}
