import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createPolicyEngine, type PolicyEngine, readPolicyFolder } from '@cloudops/policy';
import type { Paths } from '../configuration/paths.ts';
import type { Assets } from './assets.ts';

/** The user's policies when there is a folder of them, else the shipped ones; loading begins at once, in a worker. */
export function createPolicy(assets: Assets, paths: Paths): PolicyEngine {
  return createPolicyEngine({
    load: () => readPolicyFolder(policyFolder(assets, paths)),
    workerUrl: pathToFileURL(assets.policyWorker),
  });
}

/** Which folder's policies are in force. */
export function policyFolder(assets: Assets, paths: Paths): string {
  return existsSync(paths.policies) ? paths.policies : assets.policies;
}
