import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import {
  createPolicyEngine,
  type PolicyData,
  type PolicyEngine,
  type PolicySource,
  readPolicyFolder,
} from '@cloudops/policy';
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

/**
 * Policy for few decisions: after each its worker ends, since Cedar's memory is otherwise held while a cluster is read. A
 * further decision starts it anew.
 * @param readData reads the data that is in force: no worker is started for that alone.
 */
export function decideOnce(first: PolicyEngine, create: () => PolicyEngine, readData: () => PolicyData): PolicyEngine {
  let current: PolicyEngine | null = first;
  const engine = (): PolicyEngine => (current ??= create());
  const close = async (): Promise<void> => {
    const ended = current;
    current = null;
    await ended?.close();
  };
  return {
    ready: () => engine().ready(),
    digest: () => engine().digest(),
    data: async () => (current === null ? readData() : current.data()),
    close,
    async decide(request) {
      try {
        return await engine().decide(request);
      } finally {
        await close();
      }
    },
  };
}
