import { detectors, type SecretDetector } from './detectors.ts';

/** A secret in a text: where it is, and of which kind; never what it is. */
export interface SecretFinding {
  /** Such as `github-token`. */
  readonly kind: string;
  /** Where it begins, in UTF-16 units. */
  readonly start: number;
  /** Where it ends, without. */
  readonly end: number;
}

/** A text without its secrets. */
export interface MaskedText {
  readonly text: string;
  /** Kinds of what was taken out, sorted, each once. */
  readonly kinds: readonly string[];
}

/**
 * What looks like a secret, in the text's order, without overlaps; where two kinds meet, the more telling one counts.
 * A net, not a proof: a password that is a plain word is not found.
 */
export function findSecrets(text: string): readonly SecretFinding[] {
  const found: SecretFinding[] = [];
  for (const detector of detectors) {
    for (const finding of findKind(text, detector)) {
      if (!found.some((other) => finding.start < other.end && other.start < finding.end)) found.push(finding);
    }
  }
  return found.sort((left, right) => left.start - right.start);
}

function findKind(text: string, { kind, pattern, test }: SecretDetector): readonly SecretFinding[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const value = match.groups?.value ?? match[0];
    if (test !== undefined && !test(value)) return [];
    const start = match.index + match[0].lastIndexOf(value);
    return [{ kind, start, end: start + value.length }];
  });
}

/** Puts `[secret:<kind>]` where a secret was. */
export function maskSecrets(text: string): MaskedText {
  const findings = findSecrets(text);
  let [masked, end] = ['', 0];
  for (const finding of findings) {
    masked += `${text.slice(end, finding.start)}[secret:${finding.kind}]`;
    end = finding.end;
  }
  return { text: masked + text.slice(end), kinds: [...new Set(findings.map(({ kind }) => kind))].sort() };
}
