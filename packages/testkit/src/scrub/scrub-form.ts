import { isSecretNeighbour, isValueField } from './named-value.ts';
import { isPageToken } from './page-token.ts';
import { redactUnder } from './redacted.ts';
import { isHarmlessValue, isSecretKey } from './secret-key.ts';

/** A request in AWS's query protocol: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html. */
export function isForm(body: string): boolean {
  return /^Action=\w{1,200}&Version=[\w-]{1,20}(?:&|$)/.test(body) && !/\s/.test(body);
}

/** As AWS's clients encode: also what `encodeURIComponent` leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'));
  } catch {
    return text;
  }
}

interface Parameter {
  readonly name: string;
  readonly value: string;
  /** `Tag.1` of `Tag.1.Value`. */
  readonly owner: string;
  /** `Value` of `Tag.1.Value`, `Passwords` of `Passwords.member.1`. */
  readonly field: string;
}

function parseParameter(text: string): Parameter {
  const split = text.indexOf('=');
  const name = split === -1 ? text : text.slice(0, split);
  const path = name.split('.');
  while (path.length > 1 && /^(?:\d+|member|item|entry)$/.test(path.at(-1) ?? '')) path.pop();
  const field = path.pop() ?? '';
  return { name, value: split === -1 ? '' : decode(text.slice(split + 1)), owner: path.join('.'), field };
}

/**
 * Redacts the secrets in a form. Every value is encoded anew, so that what a client makes of a redacted answer is the same
 * request as the one that was recorded.
 */
export function scrubForm(body: string, scrubValue: (text: string) => string): string {
  const parameters = body.split('&').map(parseParameter);
  const secretOwners = new Set(
    parameters.filter(({ field, value }) => isSecretNeighbour(field, value)).map(({ owner }) => owner),
  );
  const clean = ({ name, owner, field, value }: Parameter): string => {
    if (isPageToken(name)) return value;
    const isSecret = isSecretKey(field) || (isValueField(field) && secretOwners.has(owner));
    return isSecret && !isHarmlessValue(value) ? redactUnder(field, value) : scrubValue(value);
  };
  return parameters.map((parameter) => `${parameter.name}=${encode(clean(parameter))}`).join('&');
}
