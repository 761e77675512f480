import { createHash } from 'node:crypto';

/** As many characters as STS takes: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const mostCharacters = 64;
const digestDigits = 16;

/** `os:alice`: who it is can be read back from `os-alice`, as no kind of principal has a dash. */
const plainPrincipal = /^[a-z]+:[\w+=,.@-]+$/;
const endsLikeDigest = new RegExp(`-[0-9a-f]{${digestDigits}}$`);

function toAllowed(text: string): string {
  return text.replaceAll(/[^\w+=,.@-]/g, '-');
}

/** A session's name, such as a plan's id: as many of its characters as STS takes, from the start. */
export function toSessionName(text: string): string {
  return toAllowed(text).slice(0, mostCharacters).padEnd(2, '-');
}

/**
 * Who a session is for, no two principals alike: a short plain one as it is. Of any other its kind, its end, where the
 * subject is, and 64 bits of the SHA-256 of the whole.
 */
export function toSourceIdentity(principal: string): string {
  const allowed = toAllowed(principal);
  const isPlain = plainPrincipal.test(principal) && allowed.length <= mostCharacters && !endsLikeDigest.test(allowed);
  if (isPlain) return allowed;
  const digest = createHash('sha256').update(principal).digest('hex').slice(0, digestDigits);
  const kind = /^([a-z]{1,12}):/.exec(principal)?.[1] ?? 'principal';
  const room = mostCharacters - kind.length - digest.length - 2;
  const tail = allowed.slice(principal.startsWith(`${kind}:`) ? kind.length + 1 : 0).slice(-room);
  return [kind, tail, digest].join('-');
}
