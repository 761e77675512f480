import { join } from 'node:path';

/** The files that ship with the application. */
export interface Assets {
  readonly playbooks: string;
  readonly policies: string;
  readonly worlds: string;
  /** The policy engine's worker, bundled as a file of its own. */
  readonly policyWorker: string;
}

/** @param root the application's folder, as oclif found it. */
export function findAssets(root: string): Assets {
  const lib = join(root, 'lib');
  return {
    playbooks: join(lib, 'playbooks'),
    policies: join(lib, 'policies'),
    worlds: join(lib, 'worlds'),
    policyWorker: join(lib, 'policy-worker.js'),
  };
}
