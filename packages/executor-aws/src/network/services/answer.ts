import type { EvidenceRef } from '@cloudops/spec';

/** Whether something holds, with what shows it; `unknown` names what would tell. */
export type Answer =
  | { readonly kind: 'yes'; readonly evidence: readonly EvidenceRef[] }
  | { readonly kind: 'no'; readonly evidence: readonly EvidenceRef[] }
  | { readonly kind: 'unknown'; readonly needs: string };

/** A certain yes or no. */
export function certain(holds: boolean, evidence: readonly EvidenceRef[]): Answer {
  return { kind: holds ? 'yes' : 'no', evidence };
}

/** Citations of an answer; none while it is unknown. */
export function evidenceOf(answer: Answer): readonly EvidenceRef[] {
  return answer.kind === 'unknown' ? [] : answer.evidence;
}
