/** How the process that runs a plugin's code is started. */
export interface PluginRunner {
  /** Absolute path of Node, or of the standalone binary. */
  readonly program: string;
  /**
   * What comes before nothing else: for Node its own flags for the runner's file and then that file; for the binary `--plugin-runner`.
   * The flags of the permission system are added in front where {@link isPermissioned}.
   */
  readonly arguments: readonly string[];
  /** Whether the program has Node's permission system with its rule for the network: Node 25 and later. */
  readonly isPermissioned: boolean;
}
