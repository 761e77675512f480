import type { Catalog, Principal } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { McpSettings } from '../configuration/mcp-settings.ts';
import type { Paths } from '../configuration/paths.ts';
import type { CallQueue } from './call-queue.ts';

/** Where the server's person lets it look: flags of `cloudops mcp`, which no client can change. */
export interface ServerTargets {
  readonly world?: string;
  readonly context?: string;
  readonly profile?: string;
  readonly regions?: readonly string[];
  /** The environment where a call names none. */
  readonly scope?: string;
}

/** What all tools of a server share. */
export interface ServerContext {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly configuration: Configuration;
  readonly settings: McpSettings;
  readonly catalog: Catalog;
  readonly targets: ServerTargets;
  /** For how long one call may run, in milliseconds. */
  readonly timeoutMs: number;
  readonly queue: CallQueue;
  /** Who is asking, as of now: a session may end while the server runs. */
  principal(): Principal;
  /** Says something to whoever looks after the server. */
  note(text: string): void;
}
