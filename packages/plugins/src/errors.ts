import { CloudOpsError, type CloudOpsErrorOptions } from '@cloudops/spec';

/** Every code that this package throws; the README says what to do about each. */
export type PluginErrorCode =
  | 'PLUGIN_CHANGED'
  | 'PLUGIN_CLASH'
  | 'PLUGIN_COMMAND_FAILED'
  | 'PLUGIN_DESCRIPTION_INVALID'
  | 'PLUGIN_FAILED'
  | 'PLUGIN_INSTALL_FAILED'
  | 'PLUGIN_MANIFEST_INVALID'
  | 'PLUGIN_MANIFEST_MISSING'
  | 'PLUGIN_MODULE_MISSING'
  | 'PLUGIN_NOT_CONFIGURED'
  | 'PLUGIN_NOT_FOUND'
  | 'PLUGIN_NPM_MISSING'
  | 'PLUGIN_SPECIFICATION_UNSUPPORTED'
  | 'PLUGIN_SPEC_INVALID'
  | 'PLUGIN_STORE_BUSY'
  | 'PLUGIN_STORE_INVALID';

/** A {@link CloudOpsError} whose code is one of this package's. */
export function pluginError(options: CloudOpsErrorOptions & { readonly code: PluginErrorCode }): CloudOpsError {
  return new CloudOpsError(options);
}
