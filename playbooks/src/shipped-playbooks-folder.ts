import { fileURLToPath } from 'node:url';

/** The folder of the playbooks that come with this package, as an absolute path. */
export function shippedPlaybooksFolder(): string {
  return fileURLToPath(new URL('../library', import.meta.url));
}
