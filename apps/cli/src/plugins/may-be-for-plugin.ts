import type { Paths } from '../configuration/paths.ts';
import { hasPlugins } from './installed-plugins.ts';
import { reservedCommands } from './reserved-names.ts';

/** Whether a command line may be for a plugin: not one of ours, and there are plugins. Looks at the disk for that alone. */
export function mayBeForPlugin(argv: readonly string[], paths: Pick<Paths, 'plugins'>): boolean {
  const [word = ''] = argv;
  return /^[a-z][a-z0-9-]*$/.test(word) && !reservedCommands.includes(word) && hasPlugins({ paths });
}
