import { type PolicySource, readPolicyFolder } from '@cloudops/policy';
import type { Assets } from '../composition/assets.ts';
import { readPolicies } from '../composition/policy.ts';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';

/** Policies, and the folder that they are from. */
export interface FoundPolicies {
  readonly source: PolicySource;
  readonly folder: string;
}

/**
 * The policies of a folder; without one, those in force.
 * @throws CloudOpsError of the policy package when they cannot be read.
 */
export function findPolicies(folder: string | undefined, assets: Assets, paths: Paths): FoundPolicies {
  if (folder !== undefined) return { source: readPolicyFolder(folder), folder };
  const own = isThere(paths.policies) ? paths.policies : assets.policies;
  return { source: readPolicies(assets, paths), folder: own };
}
