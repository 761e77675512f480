import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPolicyEngine, type PolicyEngine, readPolicyFolder, type ValidatedCache } from '@cloudops/policy';
import type { Paths } from '../configuration/paths.ts';
import type { Assets } from './assets.ts';

/** The user's policies when there is a folder of them, else the shipped ones; loading begins at once, in a worker. */
export function createPolicy(assets: Assets, paths: Paths): PolicyEngine {
  return createPolicyEngine({
    load: () => readPolicyFolder(policyFolder(assets, paths)),
    workerUrl: pathToFileURL(assets.policyWorker),
    validatedCache: createValidatedCache(join(paths.cache, 'validated-policies')),
  });
}

/** Which folder's policies are in force. */
export function policyFolder(assets: Assets, paths: Paths): string {
  return existsSync(paths.policies) ? paths.policies : assets.policies;
}

/** Digests of policy sets that passed validation, one empty file each. Losing it costs time, nothing else. */
function createValidatedCache(folder: string): ValidatedCache {
  const file = (digest: string): string => join(folder, digest.replace(/[^a-z0-9]/gi, '-'));
  return {
    has: (digest) => {
      try {
        return readFileSync(file(digest)).length >= 0;
      } catch {
        return false;
      }
    },
    add: (digest) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file(digest), '');
    },
  };
}
