import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This package's folder. */
export const packagingFolder: string = dirname(dirname(fileURLToPath(import.meta.url)));

/** The repository's folder. */
export const repositoryFolder: string = dirname(packagingFolder);

/** The command line's folder. */
export const applicationFolder: string = join(repositoryFolder, 'apps/cli');

/** Where what is made for a release lies, unless told otherwise. */
export const outputFolder: string = join(packagingFolder, 'out');
