import type { PolicyEngine } from '@cloudops/policy';
import { findPaths } from '../configuration/paths.ts';
import { findAssets } from './assets.ts';
import { createPolicy } from './policy.ts';

/** Commands that ask for a decision. */
const deciding: ReadonlySet<string> = new Set(['investigate', 'ask', 'plan', 'record', 'demo']);

/** By the application's folder: a policy engine that is loading and that nobody has taken yet. */
const waiting = new Map<string, PolicyEngine>();

/**
 * Lets the policy engine load in its worker while the command line is still being read: it takes longest of all that a
 * decision needs. Does nothing for commands that ask for none, or for their help.
 */
export function startPolicyEarly(argv: readonly string[], root: string): void {
  if (!deciding.has(argv[0] ?? '') || argv.includes('--help')) return;
  waiting.set(root, createPolicy(findAssets(root), findPaths(process.env, process.cwd())));
}

/** The engine that was started early, once; later calls get none. */
export function takeEarlyPolicy(root: string): PolicyEngine | undefined {
  const engine = waiting.get(root);
  waiting.delete(root);
  return engine;
}
