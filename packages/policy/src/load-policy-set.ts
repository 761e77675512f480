import { loadCedar } from './cedar.ts';
import { compilePolicies } from './compile.ts';
import { policyDigest } from './digest.ts';
import { createInvalidPolicyError } from './errors.ts';
import type { PolicySet } from './policy-set.ts';
import type { PolicySource, ValidatedCache } from './policy-source.ts';

/**
 * Loads policies into this thread: parsed, each with an `@id` of its own, validated strictly, warnings being errors.
 * @throws CloudOpsError `POLICY_INVALID`, naming file, line and column of each fault.
 */
export async function loadPolicySet(source: PolicySource, validated?: ValidatedCache): Promise<PolicySet> {
  const digest = policyDigest(source);
  const known = isValidated(validated, digest);
  const result = compilePolicies(await loadCedar(), { source, digest, validate: !known });
  if (result.kind === 'invalid') throw createInvalidPolicyError(result.problems);
  if (!known) rememberValidated(validated, digest);
  return result.policySet;
}

/** Whether validation may be spared; a cache that fails knows nothing. */
export function isValidated(cache: ValidatedCache | undefined, digest: string): boolean {
  try {
    return cache?.has(digest) === true;
  } catch {
    return false;
  }
}

/** Tells the cache; one that cannot be written costs time at the next start, nothing else. */
export function rememberValidated(cache: ValidatedCache | undefined, digest: string): void {
  try {
    cache?.add(digest);
  } catch {
    // A cache is a convenience.
  }
}
