import { join } from 'node:path';

/** The files that ship with the application. */
export interface Assets {
  /** The application's folder. */
  readonly root: string;
  readonly playbooks: string;
  readonly policies: string;
  readonly worlds: string;
  /** The shipped playbooks, checked when the application was built. */
  readonly compiledCatalog: string;
  /** What the local parser works out about them, likewise. */
  readonly compiledIndex: string;
  /** The shipped policies, likewise. */
  readonly compiledPolicies: string;
  /** The policy engine's worker, bundled as a file of its own. */
  readonly policyWorker: string;
  /** What the shipped providers can do and find, likewise. */
  readonly compiledChecks: string;
  /** What runs in the processes of plugins, bundled as a file of its own. */
  readonly pluginRunner: string;
  /** What a new plugin begins with. */
  readonly pluginTemplate: string;
}

/** @param root the application's folder, as oclif found it. */
export function findAssets(root: string): Assets {
  const lib = join(root, 'lib');
  return {
    root,
    playbooks: join(lib, 'playbooks'),
    policies: join(lib, 'policies'),
    worlds: join(lib, 'worlds'),
    compiledCatalog: join(lib, 'catalog.json'),
    compiledIndex: join(lib, 'index.json'),
    compiledPolicies: join(lib, 'policies.json'),
    policyWorker: join(lib, 'policy-worker.js'),
    compiledChecks: join(lib, 'checks.json'),
    pluginRunner: join(lib, 'plugin-runner.js'),
    pluginTemplate: join(lib, 'templates/plugin'),
  };
}
