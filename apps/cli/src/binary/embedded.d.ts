/** What the build puts into the binary besides the sources. */
declare module 'cloudops:embedded' {
  import type { Command, Interfaces } from '@oclif/core';

  /** The application's package.json. */
  export const packageJson: Interfaces.PJSON;
  /** All commands with their flags, so that none is loaded to be described. */
  export const manifest: Interfaces.Manifest;
  /** Loads a command, by its id such as `playbooks:list`. */
  export const commands: Readonly<Record<string, () => Promise<{ readonly default: Command.Class }>>>;
}

declare module 'cloudops:version' {
  export const name: string;
  export const version: string;
}

/** What runs in a plugin's process. */
declare module 'cloudops:plugin-runner' {}
