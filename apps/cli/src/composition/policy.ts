import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createPolicyEngine, type PolicyEngine, type PolicySource, readPolicyFolder } from '@cloudops/policy';
import { isThere } from '../configuration/is-there.ts';
import type { Paths } from '../configuration/paths.ts';
import type { Assets } from './assets.ts';

/** The user's policies when there is a folder of them, else the shipped ones; loading begins at once, in a worker. */
export function createPolicy(assets: Assets, paths: Paths): PolicyEngine {
  return createPolicyEngine({
    load: () => readPolicies(assets, paths),
    workerUrl: pathToFileURL(assets.policyWorker),
  });
}

/**
 * The policies in force. The shipped ones apply only when the user has no folder at all.
 * @throws CloudOpsError of the policy package when the user's own do not load.
 */
export function readPolicies(assets: Assets, paths: Paths): PolicySource {
  if (isThere(paths.policies)) return readPolicyFolder(paths.policies);
  return JSON.parse(readFileSync(assets.compiledPolicies, 'utf8')) as PolicySource;
}
