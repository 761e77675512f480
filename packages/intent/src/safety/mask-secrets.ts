import { secretKinds } from './secret-kinds.ts';

/** A text that may leave the machine. */
export interface MaskedText {
  readonly text: string;
  /** Kinds of what was masked, in the order of the kinds' list; never a value. */
  readonly kinds: readonly string[];
}

/** What a masked secret reads like. */
const mask = (kind: string): string => `[masked:${kind}]`;
const alreadyMasked = /^\[?masked:/;
/** What stands for a secret in documentation: `$TOKEN`, `<password>`, `***`, `{{ token }}`. */
const placeholder = /^(?:\$|<|\{\{?|%[a-z]|\*{3,}|x{4,}$|\.{3}|\[)/i;

/**
 * Replaces secrets in a text by their kind: `password=[masked:password]`. Applied to everything that is sent to a
 * model; what is not a secret stays byte for byte. Idempotent. Looks at formats only, so a password that stands alone
 * among words is not found.
 */
export function maskSecrets(text: string): MaskedText {
  let masked = text;
  const kinds: string[] = [];
  for (const { name, pattern } of secretKinds) {
    const next = masked.replace(pattern, (...match: readonly unknown[]) => replaceOne(match, name));
    if (next !== masked) kinds.push(name);
    masked = next;
  }
  return { text: masked, kinds };
}

function replaceOne(match: readonly unknown[], name: string): string {
  const whole = String(match[0]);
  const secret = typeof match[1] === 'string' ? match[1] : whole;
  if (alreadyMasked.test(secret) || placeholder.test(secret) || whole.includes('[masked:')) return whole;
  const at = whole.lastIndexOf(secret);
  return `${whole.slice(0, at)}${mask(name)}${whole.slice(at + secret.length)}`;
}
