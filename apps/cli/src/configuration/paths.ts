import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where things live on a user's machine (XDG Base Directory Specification). */
export interface Paths {
  readonly configFile: string;
  readonly policies: string;
  readonly userPlaybooks: string;
  /** The project's playbooks, from the working folder. */
  readonly projectPlaybooks: string;
  readonly state: string;
  readonly auditDatabase: string;
  readonly runsDatabase: string;
  readonly evidence: string;
  readonly keys: string;
  /** Who signed in by OpenID Connect; holds secrets. */
  readonly session: string;
  readonly userWorlds: string;
  /** The plugins of this user; empty or not there without any. */
  readonly plugins: string;
  /** Reviewed exceptions and the approved baseline for AWS. */
  readonly awsReview: string;
  /** What models cost. */
  readonly usageDatabase: string;
  /** What models answered, by digest of what they were asked. */
  readonly parseCache: string;
  /** What is worked out about playbooks that are not all shipped. */
  readonly parserIndex: string;
  /** Answers of Cost Explorer, which cost money each. */
  readonly costCache: string;
}

/** Reads the XDG variables; a relative value is ignored, as the specification asks. */
export function findPaths(environment: NodeJS.ProcessEnv, workingFolder: string): Paths {
  const base = (variable: string, fallback: string): string => {
    const value = environment[variable];
    return join(value?.startsWith('/') ? value : join(homedir(), fallback), 'cloudops');
  };
  const config = base('XDG_CONFIG_HOME', '.config');
  const state = base('XDG_STATE_HOME', '.local/state');
  return {
    configFile: environment.CLOUDOPS_CONFIG ?? join(config, 'config.yaml'),
    policies: join(config, 'policies'),
    userPlaybooks: join(config, 'playbooks'),
    projectPlaybooks: join(workingFolder, '.cloudops', 'playbooks'),
    state,
    auditDatabase: join(state, 'audit.db'),
    runsDatabase: join(state, 'runs.db'),
    evidence: join(state, 'evidence'),
    keys: join(state, 'keys'),
    session: join(state, 'session.json'),
    usageDatabase: join(state, 'usage.db'),
    parseCache: join(base('XDG_CACHE_HOME', '.cache'), 'parses.db'),
    parserIndex: join(base('XDG_CACHE_HOME', '.cache'), 'parser-index.json'),
    awsReview: join(config, 'aws'),
    costCache: join(base('XDG_CACHE_HOME', '.cache'), 'cost-explorer'),
    userWorlds: join(base('XDG_DATA_HOME', '.local/share'), 'worlds'),
    plugins: join(base('XDG_DATA_HOME', '.local/share'), 'plugins'),
  };
}
