import type { PluginManifest } from '@cloudops/spec';

/** A plugin as it lies on the disk. Nothing of it has run to know this. */
export interface Plugin {
  /** The package's name, such as `@acme/cloudops-postgres`. */
  readonly name: string;
  /** The package's version. */
  readonly version: string;
  /** The package's folder: absolute, without symbolic links. */
  readonly root: string;
  /** `installed`: npm brought it, and it may not change. `linked`: a folder of its author's, which may. */
  readonly origin: 'installed' | 'linked';
  readonly manifest: PluginManifest;
  /**
   * `sha256:` and the hex digest of all its files, with those of its dependencies where it is installed; a linked one's without
   * `node_modules` and `.git`.
   */
  readonly digest: string;
}
